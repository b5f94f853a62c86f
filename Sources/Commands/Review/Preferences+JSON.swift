import Review
import Studies

extension Preferences {
    /// The settings as they are kept.
    var json: JSONValue {
        .object([
            ("is_warm", .bool(isWarm)), ("wants_breaks", .bool(wantsBreaks)),
            ("keys", .object(keys.changes.map { ($0.command, .string($0.key)) })),
        ])
    }

    /// Takes what was kept; keys that do not fit the study's any more are left out.
    mutating func take(_ kept: JSONValue?) {
        isWarm = kept?["is_warm"]?.bool ?? isWarm
        wantsBreaks = kept?["wants_breaks"]?.bool ?? wantsBreaks
        let changes = (kept?["keys"]?.members ?? []).compactMap { name, key in
            key.string.map { (command: name, key: $0) }
        }
        _ = keys.apply(changes)
    }
}
