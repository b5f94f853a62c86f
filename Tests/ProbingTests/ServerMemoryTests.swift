import Foundation
import Inference
import Store
import Studies
import Testing

@testable import Probing

/// What servers count, and whose memory it is.
struct ServerMemoryTests {
    @Test func countersOfOneNameAreSummedAndOthersLeftOut() {
        let page = """
            # HELP llamacpp:requests_processing 5
            llamacpp:requests_processing 3
            vllm:num_requests_running{model="a"} 2
            vllm:num_requests_running{model="b"} 1.5
            vllm:num_requests_running_total 100
            vllm:gpu_cache_usage_perc NaN
            other 9
            """
        let found = ServerReadings.counters(page)
        #expect(found.map(\.0) == ["llamacpp:requests_processing", "vllm:num_requests_running"])
        #expect(found.map(\.1) == [.number(3), .number(3.5)])
    }

    @Test func aProcessIsTheMemoryOfAModelThatIsAloneThere() {
        func model(_ name: String, _ endpoint: String) -> Model {
            Model(name: name, endpoint: endpoint, model: "m-\(name)")
        }
        let models = [model("a", "one"), model("b", "two"), model("c", "two"), model("d", "three"), model("e", "four")]
        let memory = ServerReadings.memory(
            of: models,
            in: [
                ("one", #"{"process_memory_bytes": 2000000}"#),
                ("two", #"{"process_memory_bytes": 9000000, "models": {"m-b": {"size": 5000000}}}"#),
                ("three", #"{"process_memory_bytes": 9000000, "models": {"m-d": {"size": 1000000}}}"#),
                ("four", "none"),
            ]
        )
        #expect(memory == ["a": 2, "b": 5, "d": 1])
    }

    @Test func theMemoryOfThisProcessIsReadInBytes() throws {
        let bytes = try #require(ProcessMemory.resident(getpid()))
        // More than a megabyte, and no kilobytes that were taken for bytes or the other way round.
        #expect(bytes % 1024 == 0 && bytes > 1_000_000 && bytes < 1_000_000_000_000)
        #expect(ProcessMemory.of(Endpoint(name: "e", kind: .openai, url: "https://example.com:443/v1")) == nil)
    }

    @Test func everyPartOfALoadTestMovesItsName() {
        func test(_ model: String = "m", _ prompts: [String] = ["p"], at time: Int64 = 1, most: JSONValue = .null)
            -> LoadTest
        {
            LoadTest(model: model, prompts: prompts, definition: most, startedAt: time, seconds: 3, requests: 7)
        }
        let all = [test(), test("n"), test("m", ["q"]), test(at: 2), test(most: .number(1))]
        #expect(Set(all.map(\.hash)).count == 5 && test().hash == test().hash)
        #expect(test().stepLength == 3000 && test().mostRequests == 7)
    }
}
