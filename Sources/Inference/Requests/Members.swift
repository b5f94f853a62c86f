import Studies

/// The members of a JSON object that is being written, in their order.
struct Members {
    private(set) var members = [(String, JSONValue)]()

    var value: JSONValue { .object(members) }

    subscript(name: String) -> JSONValue? {
        get { members.first { $0.0 == name }?.1 }
        set {
            let index = members.firstIndex { $0.0 == name }
            switch (index, newValue) {
            case (.some(let index), .some(let value)): members[index].1 = value
            case (.some(let index), .none): members.remove(at: index)
            case (.none, .some(let value)): members.append((name, value))
            case (.none, .none): break
            }
        }
    }

    /// Adds the members of `extra` in the order of their names; they win over those that are there.
    mutating func merge(_ extra: [String: JSONValue]) {
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) { self[name] = value }
    }
}

extension JSONValue {
    /// A whole number.
    static func integer(_ value: Int) -> JSONValue { .number(Double(value)) }
}
