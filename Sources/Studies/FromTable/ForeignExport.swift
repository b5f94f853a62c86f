/// What another tool exported, which is no table: by the names of its members, with a command that makes a table of it.
struct ForeignExport {
    /// The tool, and the command.
    let hint: String

    private struct Shape {
        var tool: String
        var members: Set<String>
        var filter: String
        var options = ""
    }

    private static let shapes = [
        Shape(
            tool: "samples of lm-evaluation-harness",
            members: ["doc", "resps"],
            filter: "{prompt: first(.arguments | .. | strings), model: \"NAME\", "
                + "response: first(.filtered_resps | .. | strings), reference: (.target | tostring)}"
        ),
        Shape(
            tool: "results of promptfoo",
            members: ["results", "config"],
            filter: ".results.results[] | {prompt: .prompt.raw, model: .provider.id, response: .response.output}"
        ),
        Shape(
            tool: "a log of OpenAI evals",
            members: ["run_id", "event_id", "data"],
            filter: "select(.type == \"sampling\") | {prompt: (.data.prompt | if type == \"array\" then .[-1].content "
                + "else . end), model: \"NAME\", response: (.data.sampled | if type == \"array\" then .[0] else . end)}"
        ),
        Shape(
            tool: "an export of Label Studio",
            members: ["annotations", "data"],
            filter: ".[] | {prompt: .data.prompt, model: .data.model, response: .data.response}"
        ),
        Shape(tool: "an answer of the datasets server", members: ["features", "rows"], filter: ".rows[].row"),
        Shape(
            tool: "battles of the Chatbot Arena",
            members: ["conversation_a", "conversation_b", "model_a", "model_b"],
            filter: "{prompt: .conversation_a[0].content, model: .model_a, response: .conversation_a[1].content}, "
                + "{prompt: .conversation_b[0].content, model: .model_b, response: .conversation_b[1].content}"
        ),
        Shape(
            tool: "answers of MT-bench",
            members: ["question_id", "choices"],
            filter: ". as $a | {prompt: (first($q[] | select(.question_id == $a.question_id)) | .turns[0]), "
                + "model: .model_id, response: .choices[0].turns[0]}",
            options: " --slurpfile q question.jsonl"
        ),
    ]

    /// Nil where the members are those of no tool that is known here, nor one list.
    init?(header: [String], nested: Set<String>, file: String) {
        if let shape = Self.shapes.first(where: { $0.members.isSubset(of: header) }) {
            hint =
                "this looks like \(shape.tool): make a table of it with "
                + Self.command("-c\(shape.options) '\(shape.filter)'", file)
        } else if let list = header.first(where: { nested.contains($0) }), header.count == 1 {
            hint = "the rows stand in the list '\(list)': take them out with " + Self.command("-c '.\(list)[]'", file)
        } else {
            return nil
        }
    }

    private static func command(_ words: String, _ file: String) -> String {
        let name = file.contains(where: \.isWhitespace) ? "'\(file)'" : file
        return "jq \(words) \(file == "standard input" ? "" : name + " ")> table.jsonl, then name table.jsonl"
    }
}
