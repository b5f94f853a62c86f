extension Prompt {
    /// One line of `prompts.jsonl`.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("id", .string(id))]
        if messages.count == 1, messages[0].role == .user {
            members.append(("prompt", .string(messages[0].content)))
        } else {
            let turns = messages.map { turn in
                JSONValue.object([("role", .string(turn.role.rawValue)), ("content", .string(turn.content))])
            }
            members.append(("messages", .array(turns)))
        }
        if let system { members.append(("system", .string(system))) }
        if let reference { members.append(("reference", .string(reference))) }
        if !tags.isEmpty { members.append(("tags", .array(tags.map(JSONValue.string)))) }
        return .object(members)
    }
}
