import Foundation
import Testing

/// Requests that leave as batch files and come back as results.
struct BatchTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing("criteria:", with: "sampling: {max_tokens: 40}\ncriteria:")
        )
    }

    private func ids(of file: String) throws -> [String] {
        try folder.text(file).split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["custom_id"] as? String)
        }
    }

    private func good(_ id: String, _ text: String) -> String {
        """
        {"id":"batch_req_\(id.prefix(4))","custom_id":"\(id)","response":{"status_code":200,"request_id":"r","body":{"id":"c",\
        "object":"chat.completion","model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"\(text)"},\
        "finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}},"error":null}\n
        """
    }

    private func read(_ name: String, _ lines: String...) throws -> Program.Outcome {
        try folder.write(name, lines.joined())
        return try folder.slam("batch", "read", "\(folder.path)/\(name)")
    }

    /// What is held for a file is asked by nobody else for two days.
    @Test func nothingIsHeldForFilesThatCannotBeWritten() throws {
        try folder.write("file", "x")
        let refused = try folder.slam("batch", "write", "--output", "\(folder.path)/file")
        #expect(refused.status == 1 && refused.errors.contains("cannot make the folder"), "\(refused.errors)")
        let write = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        #expect(write.status == 0 && write.errors.contains("planted-small-0001.jsonl: 6 requests"), "\(write.errors)")
    }

    @Test func resultsFindTheirRequestsInAnyOrderAndSplitAndOnce() throws {
        let write = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        #expect(write.status == 0 && write.errors.contains("planted-small-0001.jsonl: 6 requests"), "\(write.errors)")
        let ids = try ids(of: "out/planted-large-0001.jsonl") + ids(of: "out/planted-small-0001.jsonl")
        #expect(Set(ids).count == 12 && ids.allSatisfy { $0.utf8.count == 64 })
        let line = try #require(try folder.text("out/planted-large-0001.jsonl").split(separator: "\n").first)
        #expect(line.contains("\"method\":\"POST\",\"url\":\"/v1/chat/completions\""), "\(line)")
        #expect(line.contains("\"max_tokens\":40") && !line.contains("stream"))
        // What stands in a file is neither written again nor asked.
        #expect(!(try folder.slam("batch", "write", "--output", "\(folder.path)/two").errors.contains("0001")))
        let collect = try folder.slam("collect")
        #expect(collect.errors.contains("0 responses collected of 0 wanted"), "\(collect.errors)")

        let first = try read("b.jsonl", good(ids[7], "seven"), good(ids[2], "two"))
        #expect(first.status == 0 && first.errors.contains("2 responses read, 0 known before"), "\(first.errors)")
        let rest = ids.indices.reversed().map { good(ids[$0], "answer \($0)") }.joined()
        let others = try read("c.jsonl", rest).errors
        #expect(others.contains("10 responses read, 0 known before"), "\(others)")
        #expect(others.contains("2 results of answered requests with another text: the first one stays"), "\(others)")
        // All are planned now: a line that anybody makes asks whether a model answered a prompt.
        #expect(try read("c.jsonl", rest).errors.contains("12 responses read, how many were new is withheld"))
        let attempts = try folder.slam("attempts", "--format", "csv").output
        #expect(attempts.split(whereSeparator: \.isNewline).count == 13, "\(attempts)")
        #expect(try folder.slam("status", "--format", "csv").output.contains("responses of,planted-large,6,0"))
    }

    @Test func theBatchItselfIsNoResultAndBlanksMatterNot() throws {
        _ = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        let run = try folder.slam("batch", "read", "\(folder.path)/out/planted-large-0001.jsonl")
        #expect(run.status == 1 && run.errors.contains("planted-large-0001.jsonl:1: no result of a batch"))
        #expect(try folder.slam("attempts").output.contains("ok") == false)
        let ids = try ids(of: "out/planted-large-0001.jsonl")
        let spaced = good(ids[0], "hi").replacing("\":", with: "\": ").replacing(",\"", with: ", \"")
        #expect(try read("s.jsonl", spaced).errors.contains("1 response read"))
        // What stands in a batch is not to be asked.
        #expect(try folder.slam("collect", "--dry-run").output.hasPrefix("0 requests"))
    }

    @Test func aResultOfAnEarlierWordingIsNotTheLatersAnswer() throws {
        _ = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        let old = try ids(of: "out/planted-large-0001.jsonl")
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        try folder.write("Prompts/s/prompts.jsonl", prompts.replacing("Ask 1", with: "Say 1"))
        _ = try folder.slam("batch", "write", "--output", "\(folder.path)/new", "--models", "planted-large")
        let new = try ids(of: "new/planted-large-0001.jsonl")
        #expect(new.count == 1 && !old.contains(new[0]))
        #expect(try read("new.jsonl", good(new[0], "the new one")).status == 0)
        #expect(try read("old.jsonl", good(old[0], "the old one")).status == 0)
        #expect(try folder.currentResponses() == ["the new one"])
    }

    @Test func errorsAreAttemptsAndForeignLinesAreTold() throws {
        _ = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        let ids = try ids(of: "out/planted-large-0001.jsonl")
        let refused =
            "{\"id\":\"e1\",\"custom_id\":\"\(ids[0])\",\"response\":{\"status_code\":400,\"request_id\":\"r\",\"body\":{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}},\"error\":null}\n"
        let expired =
            "{\"id\":\"e2\",\"custom_id\":\"\(ids[1])\",\"response\":null,\"error\":{\"code\":\"batch_expired\",\"message\":\"late\"}}\n"
        let overloaded =
            "{\"custom_id\":\"\(ids[2])\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}}}\n"
        let message =
            "{\"custom_id\":\"\(ids[3])\",\"result\":{\"type\":\"succeeded\",\"message\":{\"type\":\"message\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}}\n"
        let run = try read("e.jsonl", refused, expired, overloaded, message, good("0000", "x"), "not JSON\n")
        #expect(run.status == 1)
        #expect(run.errors.contains("1 response read, 0 known before, 1 of no request of this study"), "\(run.errors)")
        #expect(run.errors.contains("2 requests wanted again (1 overloaded, 1 timeout_total)"), "\(run.errors)")
        #expect(run.errors.contains("1 request failed (1 bad_request): see"), "\(run.errors)")
        #expect(run.errors.contains("e.jsonl:6:"))
        let attempts = try folder.slam("attempts", "--failed", "--format", "csv").output
        for kind in ["bad_request", "timeout_total", "overloaded"] {
            #expect(attempts.contains(",\(kind),"), "\(attempts)")
        }
        // The two that may be tried again stand in the next file, with nothing else.
        let again = try folder.slam("batch", "write", "--output", "\(folder.path)/next")
        #expect(again.errors.contains("planted-large-0001.jsonl: 2 requests"), "\(again.errors)")
        let twice = try read("e.jsonl", refused, expired, overloaded, message)
        #expect(twice.errors.contains("4 known before"), "\(twice.errors)")
    }

    @Test func aResultIsReadByTheWordsOfItsOwnEndpoint() throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
            .replacing(
                "/v1\"}}",
                with: "/v1\", finish: {done: stop}}, b: {kind: openai, url: \"http://127.0.0.1:1/v1\"}}"
            )
            .replacing("planted-small: {endpoint: api", with: "planted-small: {endpoint: b")
        try folder.write("Prompts/s/study.yaml", yaml)
        _ = try folder.slam("batch", "write", "--output", "\(folder.path)/out")
        let large = try ids(of: "out/planted-large-0001.jsonl")[0]
        let small = try ids(of: "out/planted-small-0001.jsonl")[0]
        let lines = [large, small].map { good($0, "All").replacing("\"stop\"", with: "\"done\"") }
        // Lines end with CR here.
        let run = try read("f.jsonl", lines.joined().replacing("\n", with: "\r"))
        #expect(run.errors.contains("1 response read") && run.errors.contains("1 aborted"), "\(run.errors)")
        let attempts = try folder.slam("attempts", "--failed", "--format", "csv").output
        #expect(attempts.contains("planted-small") && !attempts.contains("planted-large"), "\(attempts)")
    }
}
