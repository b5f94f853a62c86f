package import Review
package import Studies

extension Preferences {
    /// The settings as they are kept, with the guidelines that were read.
    func json(guidelines: String) -> JSONValue {
        .object([
            ("is_warm", .bool(isWarm)), ("wants_breaks", .bool(wantsBreaks)),
            ("keys", .object(keys.changes.map { ($0.name, .string($0.key)) })),
            ("guidelines", .string(guidelines)),
        ])
    }

    /// Takes what was kept; keys that do not fit the study's any more are left out.
    mutating func take(_ kept: JSONValue?) {
        isWarm = kept?["is_warm"]?.bool ?? isWarm
        wantsBreaks = kept?["wants_breaks"]?.bool ?? wantsBreaks
        let changes = (kept?["keys"]?.members ?? []).compactMap { name, key in
            key.string.map { (name: name, key: $0) }
        }
        for change in changes { _ = keys.apply([change]) }
    }

    /// The guidelines that a reviewer read last; nil where that is not known.
    package static func guidelines(_ kept: JSONValue?) -> String? { kept?["guidelines"]?.string }
}
