import Fixtures
import Foundation
import Testing

@testable import Studies

/// The command of each hint makes a table that is read.
struct ConvertedExportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        #"{"prompt":"q","responses":[{"model":"a","text":"x"},{"model":"b","text":"y"}]}"#,
        #"{"instruction":"q","completions":[{"model":"a","response":"x","rating":4},{"model":"b","response":"y"}]}"#,
        #"{"prompt":{"0":"q","1":"q"},"model":{"0":"a","1":"b"},"response":{"0":"x","1":"y"}}"#,
        #"{"prompt":["q","q"],"model":["a","b"],"response":["x","y"]}"#,
        #"{"columns":["prompt","model","response"],"index":[0,1],"data":[["q","a","x"],["q","b","y"]]}"#,
    ])
    func theCommandOfTheHintMakesATable(text: String) throws {
        let path = try folder.write("e.json", text + "\n")
        var words = ""
        do { _ = try StudyTable.read(path: path) } catch { words = "\(error)" }
        let command = try #require(words.firstMatch(of: /with (jq .*> table.jsonl), then/), "\(words)").1
        guard FileManager.default.fileExists(atPath: "/usr/bin/jq") else { return }
        let jq = Process()
        jq.executableURL = URL(filePath: "/bin/sh")
        jq.arguments = ["-c", "cd \(folder.path) && \(command)"]
        try jq.run()
        jq.waitUntilExit()
        #expect(jq.terminationStatus == 0)
        let read = try StudyTable.read(path: folder.path + "/table.jsonl")
        #expect(
            read.models.map(\.name) == ["a", "b"] && read.responses.map(\.text) == ["x", "y"] && read.prompts.count == 1
        )
    }

    @Test func preferencesOfTrainingNameNoModels() throws {
        let turns = #"[{"role":"user","content":"q"},{"role":"assistant","content":"x"}]"#
        let path = try folder.write("d.jsonl", #"{"chosen":\#(turns),"rejected":\#(turns)}"# + "\n")
        #expect { try StudyTable.read(path: path) } throws: {
            "\($0)".contains("chosen and rejected tell who won") && !"\($0)".contains("jq")
        }
    }

    @Test func aTableInAnotherLanguageIsOfferedWithItsRoles() throws {
        func table(_ header: String) throws -> StudyTable {
            let rows = (0..<6).map { "q \($0 / 2)?;\($0 % 2 == 0 ? "gpt-4o" : "llama");an answer \($0)\n" }.joined()
            return try StudyTable.read(path: folder.write("t.csv", header + "\n" + rows))
        }
        #expect { try table("Frage;Modell;Antwort") } throws: {
            "\($0)".contains("--map prompt=Frage --map model=Modell --map response=Antwort")
                && !"\($0)".contains("--map models=")
        }
    }

    /// Nor does its reason, nor is a message a response.
    @Test func promptfoosVerdictsStandBeforeNoResponse() throws {
        let text = """
            prompt,a,b,__expected
            q,[PASS] x,[FAIL] y,contains: z
            r,"[FAIL] Expected it to be z
            ---
            w
            ---
            v",[PASS] ,contains: z
            t,[ERROR] no key,[PASS] u,contains: z

            """
        let path = try folder.write("p.csv", text)
        let read = try StudyTable.read(path: path)
        #expect(read.responses.map(\.text) == ["x", "y", "w\n---\nv", "u"] && read.emptyCount == 2)
        #expect(read.prompts.allSatisfy { $0.reference == nil })
        #expect(read.words.contains { $0.contains("at the head of each cell of 'a' is left out") })
    }
}
