/// Columns of responses that stand side by side, whose model may differ from row to row: `response_a` with `model_a`,
/// `output_1`, `chosen`.
struct SideColumns: Sendable, Equatable {
    /// One side: the column of its response, and that of the model that wrote it.
    struct Side: Sendable, Equatable {
        var response: String
        var model: String
    }

    /// Every side, where each has a response and a model.
    private(set) var sides: [Side] = []
    /// All columns that are of a side.
    let columns: [String]
    private let responses: [String]

    init(_ header: [String]) {
        var byRole: [ColumnRole: [(side: String, column: String)]] = [:]
        for column in header {
            guard let (role, side) = Self.side(of: column) else { continue }
            byRole[role, default: []].append((side, column))
        }
        // One alone is of no comparison.
        let all = byRole.filter { $0.value.count > 1 }
        let (responses, models) = (all[.response] ?? [], all[.model] ?? [])
        columns = header.filter { column in all.values.contains { $0.contains { $0.column == column } } }
        self.responses = responses.map(\.column)
        let pairs = responses.compactMap { response in
            models.first { $0.side == response.side }.map { Side(response: response.column, model: $0.column) }
        }
        if pairs.count == responses.count, pairs.count == models.count { sides = pairs }
    }

    /// What must be said of them where they cannot be read as they are; nil where they can, or there are none.
    var problem: String? {
        guard sides.isEmpty, !columns.isEmpty else { return nil }
        let names = columns.map { "'\($0)'" }.joined(separator: ", ")
        let ways = (responses.isEmpty ? columns : responses).map { "--map models=\($0)" }.joined(separator: " ")
        return "\(names) may be sides whose model differs from row to row: choose \(ways) if each holds the responses "
            + "of one model, else name the model of each response beside it (response_a, model_a, response_b, model_b)"
    }

    /// The role whose usual name a column has before a side's letter or number, and the side.
    private static func side(of column: String) -> (ColumnRole, String)? {
        let name = ColumnName.folded(column)
        if ["chosen", "rejected"].contains(name) { return (.response, name) }
        guard let last = name.last, "abcd1234".contains(last) else { return nil }
        let base = name.dropLast()
        let plain = base.last.map { "_- .".contains($0) } == true ? base.dropLast() : base
        guard plain.count < base.count || last.isNumber else { return nil }
        let role = [ColumnRole.model, .response].first { $0.names.contains(String(plain)) }
        return role.map { ($0, String(last)) }
    }
}
