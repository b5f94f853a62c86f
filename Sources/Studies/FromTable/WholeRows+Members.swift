extension WholeRows {
    /// Makes columns of what other tools write into one, and joins those that `map` joins; returns `map`, or what a tool's table
    /// says of itself.
    mutating func prepare(_ map: [String]) -> [String] {
        unfold()
        takeTextsOutOfLists()
        let roles = map.isEmpty ? rolesOfPromptfoo() : map
        join(for: roles)
        return roles
    }

    /// Makes columns of the members of objects, where their names say what they hold: `inputs.question` of
    /// `{"inputs": {"question": …}}`; the turns of a conversation become a text. A cell of CSV may hold JSON as well.
    mutating func unfold() {
        for column in header where ExportedName.hasMembers(column) {
            guard let values = objects(in: column) else { continue }
            var names: [String] = []
            let members = values.mapValues { ObjectMembers($0, of: column) }
            for place in values.keys.sorted() {
                for name in members[place]?.names ?? [] where !names.contains(name) { names.append(name) }
            }
            guard isKnown(names, of: column), !members.values.contains(where: \.isOpaque) else { continue }
            replace(column, by: names, members)
            takeLabels(of: column)
        }
    }

    /// Calls what has an id and a label by its label, as promptfoo's providers do, in a column of the object's own name: two settings
    /// of one model differ by their labels alone.
    private mutating func takeLabels(of column: String) {
        let (id, label) = ("\(column).id", "\(column).label")
        guard ColumnRole.model.isNamed(ColumnName.folded(column)), let place = header.firstIndex(of: id),
            header.contains(label), !header.contains(column)
        else { return }
        let names = all.map { $0[label] ?? $0[id] }
        let labelled = all.contains { $0[label] != nil && $0[label] != $0[id] }
        let ids = Dictionary(grouping: all.indices) { names[$0] ?? "" }.values.map { Set($0.map { all[$0][id] ?? "" }) }
        guard labelled, ids.allSatisfy({ $0.count == 1 }) else { return }
        header.insert(column, at: place)
        for row in all.indices { all[row].cells[column] = names[row] }
    }

    /// Takes the texts out of lists in separated values whose prompts are all lists of texts, as the turns of battles are exported.
    mutating func takeTextsOutOfLists() {
        guard headerLine != nil, let prompt = header.first(where: { ColumnName.folded($0) == "prompt" }),
            texts(in: prompt) != nil
        else { return }
        for column in header where ColumnName.folded(column) != "tags" {
            guard let texts = texts(in: column) else { continue }
            for (place, text) in texts { all[place].cells[column] = text.isEmpty ? nil : text }
        }
    }

    /// By row what the lists of a column say; nil where a cell is no list of texts.
    private func texts(in column: String) -> [Int: String]? {
        var found: [Int: String] = [:]
        for (place, row) in all.enumerated() {
            guard let cell = row[column] else { continue }
            guard cell.hasPrefix("["), let list = (try? JSONValue(parsing: cell))?.array,
                list.allSatisfy({ $0 == .null || $0.string != nil })
            else { return nil }
            found[place] = list.compactMap(\.string).joined(separator: "\n\n")
        }
        return found.isEmpty ? nil : found
    }

    /// By row the objects and lists of a column; nil where a cell is anything else.
    private func objects(in column: String) -> [Int: JSONValue]? {
        var found: [Int: JSONValue] = [:]
        for (place, row) in all.enumerated() where row.turns[column] == nil {
            guard let cell = row[column] else { continue }
            guard let first = cell.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
                let value = try? JSONValue(parsing: cell),
                row.nested.contains(column) || ExportedName.holdsJSON(column) || ObjectMembers(value, of: column).isSaid
            else { return nil }
            found[place] = value
        }
        return found.isEmpty ? nil : found
    }

    /// Whether the columns of the members are of use: one says what it holds, or there is one alone.
    private func isKnown(_ names: [String], of column: String) -> Bool {
        names == [column] || names.contains { ExportedName($0)?.role != nil }
            || names.count == 1 && names.contains { ExportedName($0)?.mayBePrompt == true }
    }

    private mutating func replace(_ column: String, by names: [String], _ members: [Int: ObjectMembers]) {
        guard let place = header.firstIndex(of: column) else { return }
        header.replaceSubrange(place...place, with: names.filter { $0 == column || !header.contains($0) })
        for (row, found) in members {
            all[row].cells[column] = nil
            all[row].nested.remove(column)
            all[row].cells.merge(found.cells) { own, _ in own }
            all[row].nested.formUnion(found.nested)
            all[row].turns.merge(found.turns) { own, _ in own }
        }
    }
}

/// The members of one cell of JSON, by the names of the columns that they become.
private struct ObjectMembers {
    private(set) var names: [String] = []
    private(set) var cells: [String: String] = [:]
    private(set) var nested: Set<String> = []
    private(set) var turns: [String: [Message]] = [:]
    /// Whether the cell is a list of something else than turns.
    private(set) var isOpaque = false
    /// Whether the cell is what somebody said: one turn, or a conversation.
    private(set) var isSaid = false

    private let isGiven: Bool

    init(_ value: JSONValue, of column: String) {
        isGiven = ColumnRole.response.isNamed(ColumnName.folded(column))
        take(value, column, depth: 0)
    }

    private mutating func put(_ text: String, _ name: String) {
        names.append(name)
        if !text.isEmpty { cells[name] = text }
    }

    private mutating func take(_ value: JSONValue, _ name: String, depth: Int) {
        switch value {
        case .null: break
        case .string(let text):
            // A chat is written as JSON where a prompt is a text.
            if !isGiven, depth > 0, text.hasPrefix("["), let list = (try? JSONValue(parsing: text))?.array,
                ChatTurns(list)?.all.last?.role == .user
            {
                take(list, name, depth: depth)
            } else {
                put(text, name)
            }
        case .array(let list): take(list, name, depth: depth)
        case .object(let members):
            if let text = ChatTurns.turn(value)?.content {
                isSaid = isSaid || depth == 0
                put(text, name)
            } else if depth < 3 {
                for (member, value) in members { take(value, "\(name).\(member)", depth: depth + 1) }
            } else {
                nested.insert(name)
                put(value.canonicalText, name)
            }
        case .bool, .number: put(value.canonicalText, name)
        }
    }

    private mutating func take(_ list: [JSONValue], _ name: String, depth: Int) {
        let said = list.compactMap { ChatTurns.turn($0) }
        guard !list.isEmpty, said.count == list.count else {
            isOpaque = isOpaque || depth == 0
            nested.insert(name)
            return put(JSONValue.array(list).canonicalText, name)
        }
        isSaid = isSaid || depth == 0
        if let last = said.last, isGiven || said.allSatisfy({ $0.role == .assistant }) {
            return put(last.content, name)
        }
        turns[name] = said
        put(Prompt(id: "", messages: said.filter { $0.role != .system }).text, name)
    }
}
