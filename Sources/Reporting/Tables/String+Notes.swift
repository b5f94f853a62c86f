extension String {
    /// The lines of what is said beside a table, as notes of a document.
    var notes: [String] { split(separator: "\n").map { String($0.drop { $0 == " " }) } }
}
