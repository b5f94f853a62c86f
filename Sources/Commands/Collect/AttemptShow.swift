import Reporting
import SafeText
import Store
import Studies

/// One attempt as `slam attempts --show` gives it.
struct AttemptShow {
    private let row: AttemptRow
    private let isBlind: Bool

    init(_ id: Int64, of study: String, in store: Store) throws {
        guard let row = try store.attempt(id, of: study) else {
            throw StudiesError("no attempt \(id) in the study '\(study)': 'slam attempts' lists their numbers")
        }
        guard row.id != nil else {
            throw StudiesError(
                "attempt \(id) is of a response that is under the blind plan: its outcome is withheld until 'slam unblind'"
            )
        }
        self.row = row
        isBlind = try store.unblinding(of: study) == nil
    }

    func write() throws {
        var table = Table(columns: [.init("what"), .init("value")])
        func add(_ what: String, _ value: String?) { table.rows.append([.text(what), .text(value ?? "–")]) }
        add("purpose", row.purpose.rawValue)
        add("asked", row.asked)
        add("prompt", row.prompt)
        add("sample", "\(row.sample)")
        add("attempt", "\(row.number)")
        add("class", row.failureClass)
        add("http", row.httpStatus.map(String.init))
        add("message", row.message)
        try Context.current.write(table.written(as: .table, schema: "slam.attempt.v1"))
        guard let said = row.said else {
            return try Context.current.write("\nThe server said nothing that was kept.\n")
        }
        // Below an error's status a body may hold the answer's words, and the model stands above.
        guard !isBlind || row.httpStatus ?? 0 >= 300 else {
            return try Context.current.write(
                "\nWhat the server said may hold the answer: shown after 'slam unblind'.\n"
            )
        }
        try Context.current.write("\nThe server said:\n\(Neutralised(said).text)\n")
    }
}
