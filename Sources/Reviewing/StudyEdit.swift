import Review
import Studies

/// What an edit of a study's questions changed, for who is in a session.
struct StudyEdit {
    private let older: [Criterion]
    private let newer: [Criterion]

    init(from older: [Criterion], to newer: [Criterion]) { (self.older, self.newer) = (older, newer) }

    var words: String {
        let former = Dictionary(older.map { ($0.name, $0.sha256) }) { one, _ in one }
        let names = Set(newer.map(\.name))
        let changed = newer.filter { criterion in former[criterion.name].map { $0 != criterion.sha256 } ?? false }
        let parts = [
            ("changed", changed.map(\.name)), ("new", newer.map(\.name).filter { former[$0] == nil }),
            ("gone", older.map(\.name).filter { !names.contains($0) }),
        ]
        let told = parts.filter { !$0.1.isEmpty }.map { "\($0): \($1.joined(separator: ", "))" }
        return
            "the study was edited meanwhile (\(told.isEmpty ? "order" : told.joined(separator: "; "))): read before you answer"
    }
}

extension Showing {
    /// Whether none of the criteria is asked of it.
    func isUnasked(by criteria: [Criterion]) -> Bool {
        !criteria.contains { $0.subject == subject && asks?.contains($0.name) ?? true }
    }
}
