/// One input of a study.
package struct Prompt: Sendable, Equatable {
    /// Unique within the study.
    package var id: String
    /// What is sent, in order, without the system text.
    package var messages: [Message]
    package var system: String?
    package var reference: String?
    /// References besides the first, for metrics.
    package var otherReferences: [String]
    package var tags: [String]

    package init(
        id: String,
        messages: [Message],
        system: String? = nil,
        reference: String? = nil,
        otherReferences: [String] = [],
        tags: [String] = []
    ) {
        self.id = id
        self.messages = messages
        self.system = system
        self.reference = reference
        self.otherReferences = otherReferences
        self.tags = tags
    }

    /// Every reference, the one that reviewers see first.
    package var allReferences: [String] { [reference].compactMap(\.self) + otherReferences }

    /// What a reader sees as the prompt: the text of a single user message, or the turns with their roles.
    package var text: String {
        if messages.count == 1, let only = messages.first, only.role == .user { return only.content }
        return messages.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n\n")
    }

    /// The same of a text of one byte a character; nil of any other.
    private static func plainASCII(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count) { plain in
                var count = 0
                var isAfterBlank = false
                for byte in bytes {
                    if byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) {
                        isAfterBlank = count > 0
                        continue
                    }
                    if isAfterBlank {
                        plain[count] = UInt8(ascii: " ")
                        count += 1
                        isAfterBlank = false
                    }
                    plain[count] = byte
                    count += 1
                }
                return count
            }
        }
    }

    /// A text with its system text where blanks of any number and kind are one: what makes two prompts the same.
    package static func plain(_ text: String, system: String?) -> String {
        func collapsed(_ text: String) -> String {
            plainASCII(text)
                ?? text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }.joined(separator: " ")
        }
        return "\(collapsed(system ?? ""))\u{0}\(collapsed(text))"
    }
}

/// One turn of a conversation.
package struct Message: Sendable, Equatable {
    /// Who speaks.
    package enum Role: String, Sendable, CaseIterable {
        case system, user, assistant
    }

    package var role: Role
    package var content: String

    package init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}
