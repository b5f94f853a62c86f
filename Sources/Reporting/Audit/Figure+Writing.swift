import Auditing
import Studies

extension Figure {
    /// `value` and ends times `scale`; what is not reached is null and says so.
    func json(times scale: Double = 1) -> JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { $0.isFinite ? .number($0 * scale) : nil } ?? .null
        }
        var members: [(String, JSONValue)] = [("value", number(value))]
        if value == .infinity { members.append(("not_reached", .bool(true))) }
        if low != nil || high != nil { members += [("low", number(low)), ("high", number(high))] }
        for (name, end) in [("low_not_reached", low), ("high_not_reached", high)] where end?.isInfinite == true {
            members.append((name, .bool(true)))
        }
        members.append(("n", .number(Double(count))))
        if let method { members.append(("method", .string(method))) }
        if let undefined { members.append(("undefined", .string(undefined.words))) }
        return .object(members)
    }

    /// The value for a reader.
    func text(times scale: Double = 1, decimals: Int = 0) -> String {
        guard let value else { return "–" }
        return value.isFinite ? Figures.fixed(value * scale, decimals: decimals) : "not reached"
    }

    /// The interval for a reader; an end beyond what was reached is `∞`.
    func interval(times scale: Double = 1, decimals: Int = 0) -> String {
        guard value != nil, low != nil || high != nil else { return "–" }
        func end(_ value: Double?) -> String {
            guard let value else { return "–" }
            guard value.isInfinite else { return Figures.fixed(value * scale, decimals: decimals) }
            return value < 0 ? "-∞" : "∞"
        }
        return "[\(end(low)), \(end(high))]"
    }

    /// The interval in a sentence, or why there is none.
    func intervalOrReason(times scale: Double = 1) -> String {
        guard low == nil, high == nil else { return interval(times: scale) }
        return "(no interval\(basis?.lack.map { ": \($0)" } ?? ""))"
    }
}

extension JSONValue {
    static func optional(_ value: Double?) -> JSONValue { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }

    static func counted(_ value: Int) -> JSONValue { .number(Double(value)) }
}
