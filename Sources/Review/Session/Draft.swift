import Studies

/// What a reviewer has begun on an item and not given away yet.
package struct Draft: Sendable, Equatable {
    package var answers: [Answer] = []
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
                    + (answer.confidence.map { [("confidence", .number(Double($0)))] } ?? [])
                    + (answer.reason.map { [("reason", .string($0))] } ?? [])
            )
        }
        return JSONValue.object([
            ("answers", .array(answers)), ("note", .string(note)), ("is_flagged", .bool(isFlagged)),
            ("is_writing", .bool(isWriting)), ("top", .number(Double(top))),
        ]).canonicalText
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
                    confidence: answer["confidence"]?.number.map { Int($0) },
                    reason: answer["reason"]?.string
                )
            }
        }
        self.note = note
        isFlagged = json["is_flagged"]?.bool ?? false
        isWriting = json["is_writing"]?.bool ?? false
        top = json["top"]?.number.map { Int($0) } ?? 0
    }
}
