/// What another tool exported, which is no table: by the names of its members, with a command that makes a table of it.
package struct ForeignExport {
    /// The tool, and the command.
    let hint: String
    /// Whether its members are so nested that no choice of columns makes rows of them.
    let isNested: Bool

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
            // Each filter of answers writes every sample again; of a choice among given answers the likeliest is the response.
            filter: "unique_by([.doc_id, .doc])[] | {prompt: first(.arguments | .. | strings), model: \"NAME\", "
                + "response: (if (.resps[0][0] | type) == \"array\" then ([.arguments[] | .arg_1? // .[1]] as $c | "
                + "[.resps[][0][0] | tonumber] as $l | $c[$l | index(max)] | ltrimstr(\" \")) else (.resps[0][] | strings) end), "
                + "reference: (.target | tostring)}",
            options: "s"
        ),
        Shape(
            tool: "results of promptfoo",
            members: ["results", "config"],
            // Two settings of one model differ in their label; an output may be JSON, which is no text.
            filter: ".results.results[] | {prompt: .prompt.raw, model: first((.provider.label, .provider.id) | "
                + "select(. != null and . != \"\")), response: (.response.output | if type == \"string\" or . == null "
                + "then . else tojson end)}"
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
            filter: ".[].data"
        ),
        Shape(
            tool: "a table of W&B or MLflow, or a split frame of pandas",
            members: ["columns", "data"],
            filter: ". as $t | .data[] | [$t.columns, .] | transpose | map({key: .[0], value: .[1]}) | from_entries"
        ),
        Shape(
            tool: "output items of OpenAI's evals",
            members: ["object", "data"],
            filter: ".data[] | {prompt: .sample.input[-1].content, model: .sample.model, "
                + "response: .sample.output[-1].content}"
        ),
        Shape(tool: "an answer of the datasets server", members: ["features", "rows"], filter: ".rows[].row"),
        Shape(
            tool: "battles of the Chatbot Arena",
            members: ["conversation_a", "conversation_b", "model_a", "model_b"],
            filter: "\(said) {prompt: (.conversation_a[0].content | said), model: .model_a, "
                + "response: (.conversation_a[1].content | said)}, {prompt: (.conversation_b[0].content | said), "
                + "model: .model_b, response: (.conversation_b[1].content | said)}"
        ),
        Shape(
            tool: "answers of MT-bench",
            members: ["question_id", "choices"],
            filter: ". as $a | {prompt: (first($q[] | select(.question_id == $a.question_id)) | .turns[0]), "
                + "model: .model_id, response: .choices[0].turns[0]}",
            options: " --slurpfile q question.jsonl"
        ),
        Shape(
            tool: "a scenario state of HELM",
            members: ["request_states"],
            filter: ".request_states[] | {prompt: .request.prompt, model: .request.model, "
                + "response: .result.completions[0].text}"
        ),
        Shape(
            tool: "a log of Inspect",
            members: ["eval", "samples"],
            filter:
                "\(said) .eval.model as $m | .samples[] | {prompt: (.input | if type == \"array\" then .[-1].content "
                + "else . end | said), model: $m, response: (.output.choices[0].message.content | said)}"
        ),
        Shape(
            tool: "records of Argilla",
            members: ["fields"],
            filter: "if type == \"array\" then .[] else . end | .fields + "
                + "(if .metadata.model then {model: .metadata.model} else {} end)"
        ),
        Shape(
            tool: "a test run of DeepEval",
            members: ["testCases"],
            filter: "(.hyperparameters.model // \"NAME\") as $m | .testCases[] | {prompt: .input, model: $m, "
                + "response: .actualOutput, reference: .expectedOutput}"
        ),
        Shape(
            tool: "answers of FastChat",
            members: ["answer_id", "question_id", "model_id", "text"],
            filter: ". as $a | {prompt: (first($q[] | select(.question_id == $a.question_id)) | .text), "
                + "model: .model_id, response: .text}",
            options: " --slurpfile q question.jsonl"
        ),
        Shape(
            tool: "tasks of Prodigy",
            members: ["options", "accept"],
            filter: "(.text // .prompt) as $p | .options[] | {prompt: $p, model: (.id | tostring), response: .text}"
        ),
        Shape(
            tool: "conversations of ShareGPT",
            members: ["conversations"],
            filter: "if type == \"array\" then .[] else . end | {prompt: (first(.conversations[] | "
                + "select(.from == \"human\")).value), model: \"NAME\", response: (first(.conversations[] | "
                + "select(.from == \"gpt\")).value)}"
        ),
        Shape(
            tool: "results of OpenAI's batches",
            members: ["custom_id", "response"],
            filter:
                ". as $a | {prompt: (first($q[] | select(.custom_id == $a.custom_id)) | .body.messages[-1].content), "
                + "model: .response.body.model, response: .response.body.choices[0].message.content}",
            options: " --slurpfile q requests.jsonl"
        ),
        Shape(
            tool: "results of Anthropic's batches",
            members: ["custom_id", "result"],
            filter:
                ". as $a | {prompt: (first($q[] | select(.custom_id == $a.custom_id)) | .params.messages[-1].content), "
                + "model: .result.message.model, response: (.result.message.content[]? | .text // empty)}",
            options: " --slurpfile q requests.jsonl"
        ),
    ]

    /// Makes one text of a content that may be parts.
    private static let said =
        "def said: if type == \"array\" then map(.text // empty) | join(\"\\n\\n\") else . end;"

    /// Names of a member that holds an object of responses by model.
    private static let byModel: Set<String> = ["responses", "outputs", "answers", "completions", "generations"]

    /// Members of pairs for training.
    private static let preferences: Set<String> = ["prompt", "chosen", "rejected"]

    /// Nil where the members are those of no tool that is known here, nor one list.
    ///
    /// `lists` are those nested members that hold lists.
    init?(header: [String], nested: Set<String>, lists: Set<String> = [], file: String) {
        guard !header.contains(where: ChatTurns.holdsAnswers) else { return nil }
        // An object's members stand in its place: `response.body` of `response`.
        let members = Set(header + header.compactMap { $0.split(separator: ".").first.map(String.init) })
        if let shape = Self.shapes.first(where: { $0.members.isSubset(of: members) }) {
            hint =
                "this looks like \(shape.tool): make a table of it with "
                + Self.command("-c\(shape.options) '\(shape.filter)'", file)
            isNested = false
        } else if let list = header.first(where: { nested.contains($0) && ChatTurns.columns.contains($0.lowercased()) }
        ),
            !header.contains(where: { ColumnRole.response.names.contains(ColumnName.folded($0)) })
        {
            let filter =
                "{prompt: (.\(list)[:-1] | map(.content | tostring) | join(\"\\n\\n\")), model: (.model // \"NAME\"), "
                + "response: (.\(list)[-1].content | tostring)}"
            hint =
                "'\(list)' holds conversations with more than texts: make a row of each with "
                + Self.command("-c '\(filter)'", file)
            isNested = true
        } else if let list = header.first(where: { nested.contains($0) }), header.count == 1 {
            hint = "the rows stand in the list '\(list)': take them out with " + Self.command("-c '.\(list)[]'", file)
            isNested = true
        } else if let found = header.first(where: { nested.contains($0) && Self.byModel.contains($0) }),
            let prompt = header.first(where: {
                ColumnRole.prompt.names.contains(ColumnName.folded($0)) && !nested.contains($0)
            })
        {
            let each =
                lists.contains(found)
                ? "to_entries[] | (.value | objects) // {model: (.key | tostring), response: .value} | {prompt: $p, model: (.model // .model_name // "
                    + ".name // \"NAME\"), response: (.text // .response // .output // .completion // .content)}"
                : "to_entries[] | {prompt: $p, model: (.key | tostring), response: .value}"
            let filter = "if type == \"array\" then .[] else . end | .\(prompt) as $p | .\(found) | \(each)"
            hint =
                "'\(found)' holds the responses by model: make a row of each with "
                + Self.command("-c '\(filter)'", file)
            isNested = true
        } else if header.count > 1, header.allSatisfy(nested.contains), Set(header).isSubset(of: Self.preferences) {
            hint =
                "chosen and rejected tell who won, and no model: there is nothing to compare by; name the models of the two "
                + "texts in columns of their own"
            isNested = true
        } else if header.count > 1, header.allSatisfy(nested.contains) {
            let isByColumn = header.contains { ColumnRole.prompt.names.contains(ColumnName.folded($0)) }
            let filter =
                isByColumn
                ? ". as $t | ($t | first(.[]) | keys_unsorted[]) as $k | $t | map_values(.[$k])"
                : "to_entries[] | .key as $m | .value[] | . + {model: $m}"
            hint =
                (isByColumn ? "each member is a whole column" : "each member seems to hold one model's rows")
                + ": make a row of each with " + Self.command("-c '\(filter)'", file)
            isNested = true
        } else {
            return nil
        }
    }

    /// What another tool's export in JSON, by the names of its first object's members, is to be made into; nil for others.
    package static func hint(of header: [String], file: String) -> String? {
        ForeignExport(header: header, nested: [], file: file)?.hint
    }

    private static func command(_ words: String, _ file: String) -> String {
        let name = file.contains(where: \.isWhitespace) ? "'\(file)'" : file
        return "jq \(words) \(file == "standard input" ? "" : name + " ")> table.jsonl, then name table.jsonl"
    }
}
