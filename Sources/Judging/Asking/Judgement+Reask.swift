package import Collecting
import Ratings
import Studies

extension Judgement {
    /// The requests that ask once more, with the reason, where the newest reply to a question could not be read.
    package func reasks(
        _ replies: [(question: Question, reply: Reply)],
        on subjects: [Subject],
        boundary: (String) -> String
    ) -> [Work] {
        var texts: [ItemID: String] = [:]
        for (item, text) in subjects.flatMap(\.items) { texts[item] = text }
        return replies.compactMap { question, reply in
            guard question.asked == asked, question.arm == .plain, question.reask < judge.manner.reask,
                let problem = records(of: reply, to: question).first(where: { $0.outcome == .unparsed })?.reason,
                let (_, message) = message(of: question.first, texts, boundary)
            else { return nil }
            var again = question
            again.reask += 1
            let complaint =
                "Your reply could not be read: \(problem). Give the verdict once more, in the form that was asked for."
            let messages = [
                Message(role: .user, content: message), Message(role: .assistant, content: reply.text),
                Message(role: .user, content: complaint),
            ]
            let key = key(of: again, [question.json.canonicalText, reply.text, complaint].joined(separator: "\u{0}"))
            return work(for: again, key: key, messages)
        }
    }
}
