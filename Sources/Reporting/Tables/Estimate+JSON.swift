import Agreement
import Studies

extension Estimate {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [("value", value.map(JSONValue.number) ?? .null)]
        if let low { members.append(("low", .number(low))) }
        if let high { members.append(("high", .number(high))) }
        if let standardError { members.append(("se", .number(standardError))) }
        if let method { members.append(("method", .string(method))) }
        members.append(("n_items", .number(Double(itemCount))))
        members.append(("n_ratings", .number(Double(ratingCount))))
        if let undefined { members.append(("undefined", .string(undefined))) }
        return .object(members)
    }
}
