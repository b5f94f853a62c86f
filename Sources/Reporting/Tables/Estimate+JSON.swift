import Agreement
import Studies

extension Estimate {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [("value", value.map(JSONValue.number) ?? .null)]
        if let low { members.append(("low", .number(low))) }
        if let high { members.append(("high", .number(high))) }
        if let standardError { members.append(("se", .number(standardError))) }
        if let method { members.append(("method", .string(method))) }
        if !warnings.isEmpty { members.append(("warnings", .array(warnings.map { .string($0.description) }))) }
        members.append(("n_items", .number(Double(itemCount))))
        members.append(("n_ratings", .number(Double(ratingCount))))
        if let closedForm { members.append(("closed_form", closedForm.json)) }
        if let undefined { members.append(("undefined", .string(undefined))) }
        return .object(members)
    }
}

extension ClosedForm {
    fileprivate var json: JSONValue {
        .object([
            ("low", .number(low)), ("high", .number(high)), ("se", standardError.map(JSONValue.number) ?? .null),
            ("method", .string(method)),
        ])
    }
}
