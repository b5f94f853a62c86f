import Studies

/// What a reviewer has begun on an item and not given away yet.
package struct Draft: Sendable, Equatable {
    package var answers: [Answer] = []
    /// The questions that they answer, by criterion and hash.
    package var versions: [String: String] = [:]
    /// The order of texts that is begun, as in `Answer.order`.
    package var placing: [[Int]] = []
    /// Whether the next text gets the rank of the last one.
    package var isTying = false
    package var note = ""
    package var isFlagged = false
    /// Whether the note was being written.
    package var isWriting = false
    /// The note before it was opened for writing.
    package var formerNote = ""
    /// The first line on the screen.
    package var top = 0
    /// A number that is half typed.
    package var typed = ""
    /// The criterion that the number or the order is begun for.
    package var begunFor = ""
    /// The places of the texts whose end was painted, ascending.
    package var read: [Int] = []
    /// Criteria whose answer was taken though an end was unread.
    package var unread: [String] = []
    /// Whether prompt and reference were unfolded.
    package var wasUnfolded = false

    package init(note: String? = nil, isFlagged: Bool = false) {
        self.note = note ?? ""
        self.isFlagged = isFlagged
    }

    /// Whether there is nothing to keep.
    package var isEmpty: Bool {
        var rest = self
        (rest.read, rest.top, rest.wasUnfolded, rest.versions) = ([], 0, false, [:])
        return rest == Draft()
    }

    /// Whether a number or an order was begun and not ended.
    var isHalfway: Bool { !typed.isEmpty || !placing.isEmpty }

    /// Drops the number or the order that was begun.
    mutating func dropHalfway() { (typed, placing, isTying, begunFor) = ("", [], false, "") }

    /// The draft as JSON; empty where there is nothing to keep.
    package var text: String {
        guard self != Draft() else { return "" }
        let answers = answers.map { answer in
            JSONValue.object(
                [("criterion", .string(answer.criterion)), ("value", answer.value.map(JSONValue.number) ?? .null)]
                    + (answer.order.isEmpty ? [] : [("order", Self.json(of: answer.order))])
                    + (answer.confidence.map { [("confidence", .number(Double($0)))] } ?? [])
                    + (answer.reason.map { [("reason", .string($0))] } ?? [])
            )
        }
        return JSONValue.object([
            ("answers", .array(answers)), ("note", .string(note)), ("is_flagged", .bool(isFlagged)),
            ("is_writing", .bool(isWriting)), ("top", .number(Double(top))), ("placing", Self.json(of: placing)),
            ("is_tying", .bool(isTying)), ("typed", .string(typed)), ("begun_for", .string(begunFor)),
            ("read", .array(read.map { .number(Double($0)) })), ("unread", .array(unread.map(JSONValue.string))),
            ("was_unfolded", .bool(wasUnfolded)), ("former_note", .string(formerNote)),
            ("versions", .object(versions.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]).canonicalText
    }

    private static func json(of order: [[Int]]) -> JSONValue {
        .array(order.map { .array($0.map { .number(Double($0)) }) })
    }

    private static func order(_ json: JSONValue?) -> [[Int]] {
        (json?.array ?? []).map { ($0.array ?? []).compactMap(\.integer) }
    }

    /// Nil unless `text` is a draft's.
    package init?(text: String) {
        guard let json = try? JSONValue(parsing: text), let answers = json["answers"]?.array,
            let note = json["note"]?.string
        else { return nil }
        self.answers = answers.compactMap { answer in
            answer["criterion"]?.string.map {
                Answer(
                    criterion: $0,
                    value: answer["value"]?.number,
                    order: Self.order(answer["order"]),
                    confidence: answer["confidence"]?.number.map { Int($0) },
                    reason: answer["reason"]?.string
                )
            }
        }
        self.note = note
        isFlagged = json["is_flagged"]?.bool ?? false
        isWriting = json["is_writing"]?.bool ?? false
        formerNote = json["former_note"]?.string ?? ""
        for (name, version) in json["versions"]?.members ?? [] { versions[name] = version.string }
        placing = Self.order(json["placing"])
        isTying = json["is_tying"]?.bool ?? false
        top = json["top"]?.number.map { Int($0) } ?? 0
        typed = json["typed"]?.string ?? ""
        begunFor = json["begun_for"]?.string ?? ""
        read = (json["read"]?.array ?? []).compactMap(\.integer).map { Int($0) }
        unread = (json["unread"]?.array ?? []).compactMap(\.string)
        wasUnfolded = json["was_unfolded"]?.bool ?? false
    }
}
