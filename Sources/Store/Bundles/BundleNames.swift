import Studies

/// What a bundle calls the rows that it was made of: codes under the database's secret, which tell neither an order nor a
/// text, and which every copy of the database finds again.
struct BundleNames {
    let key: [UInt8]
    /// The bundle's own name, drawn at random.
    let bundle: String

    private func code(_ use: String, _ parts: [String]) -> String {
        let message = JSONValue.array((["bundle", bundle, use] + parts).map(JSONValue.string)).canonicalBytes
        return SHA256.hmacHex(key: key, message: message)
    }

    /// A number of 52 bits, which JSON keeps exactly.
    private func number(_ use: String, _ parts: String...) -> Int64 {
        Int64(code(use, parts).prefix(13), radix: 16).map { $0 + 1 } ?? 1
    }

    func row(_ presentation: Int64) -> Int64 { number("row", "\(presentation)") }

    func prompt(_ prompt: Int64) -> Int64 { number("prompt", "\(prompt)") }

    /// A text of one row: a repeat is an item of its own.
    func item(_ item: ItemID, of presentation: Int64) -> ItemID {
        ItemID(rawValue: code("item", ["\(presentation)", item.rawValue]))
    }

    func itemRow(_ item: ItemID, of presentation: Int64) -> Int64 {
        number("item row", "\(presentation)", item.rawValue)
    }
}

extension Int64 {
    /// The beginning of the day (UTC), in milliseconds.
    var startOfDay: Int64 { self - (self % 86_400_000 + 86_400_000) % 86_400_000 }
}
