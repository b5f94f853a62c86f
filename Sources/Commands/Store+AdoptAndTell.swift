import Collecting
import Store
import Studies

extension Store {
    /// Takes over what the study says now, and tells of imported responses whose prompt reads otherwise from now on.
    func adoptAndTell(_ study: Study, partial: Bool = false) throws {
        Self.tell(reworded: try adopt(study, partial: partial))
    }

    /// Tells of imported responses to prompts that read otherwise from now on.
    static func tell(reworded: [String]) {
        guard !reworded.isEmpty else { return }
        let names = reworded.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (reworded.count > 5 ? ", …" : "")
        Context.current.tell(
            "The imported responses to \(names) answer an earlier wording: import new ones, or set the prompts back in prompts.jsonl.\n"
        )
    }
}
