import Collecting
import Store
import Studies

extension Store {
    /// Said where figures of judges take the study's files over: what was shown before may have rested on others.
    static let adopted = "The study's files were edited: taken over.\n"

    /// Takes over what the study says now, and tells of imported responses that are left out.
    func adoptAndTell(_ study: Study, partial: Bool = false) throws {
        try adopt(study, partial: partial)
        try tellEarlierAnswers(of: study)
    }

    /// Tells of imported responses that are left out, as they answer an earlier wording of their prompt.
    func tellEarlierAnswers(of study: Study) throws {
        if let words = try earlierAnswers(of: study).words { Context.current.tell(words) }
    }
}
