import Studies

/// What a reviewer has begun on an item and not given away yet.
package struct Draft: Sendable, Equatable {
    package var answers: [Answer] = []
    /// The order of texts that is begun, as in `Answer.order`.
    package var placing: [[Int]] = []
    /// Whether the next text gets the rank of the last one.
    package var isTying = false
    package var note = ""
    package var isFlagged = false
    /// Whether the note was being written.
    package var isWriting = false
    /// The first line on the screen.
    package var top = 0

    package init(note: String? = nil, isFlagged: Bool = false) {
        self.note = note ?? ""
        self.isFlagged = isFlagged
    }

    /// Whether there is nothing to keep.
    package var isEmpty: Bool { self == Draft() }

    /// The draft as JSON; empty where there is nothing to keep.
    package var text: String {
        guard !isEmpty else { return "" }
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
            ("is_tying", .bool(isTying)),
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
        placing = Self.order(json["placing"])
        isTying = json["is_tying"]?.bool ?? false
        top = json["top"]?.number.map { Int($0) } ?? 0
    }
}
