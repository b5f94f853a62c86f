import Fixtures
import Testing

@testable import Studies

/// Columns beside responses that hold none are asked about, whatever they are called.
struct UnlikeColumnTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func table(_ text: String, map: [String] = []) throws -> StudyTable {
        try StudyTable.read(path: try folder.write("t.csv", text), map: map)
    }

    private func rows(_ header: String, _ row: (Int) -> String) -> String {
        header + "\n" + (0..<6).map { row($0) + "\n" }.joined()
    }

    /// Names of models on screen, with who is better.
    @Test func aCommentThatNamesTheModelsIsNoModel() {
        let text = rows("prompt,GPT-4,Llama-3,Thoughts") {
            "q \($0)?,an answer \($0),another \($0),gpt-4 is better in \($0)"
        }
        #expect { try table(text) } throws: {
            "\($0)".contains("'Thoughts' speak of other columns by name")
                && "\($0)".contains("--map models=GPT-4 --map models=Llama-3")
        }
        #expect(throws: Never.self) { try table(text, map: ["models=GPT-4", "models=Llama-3"]) }
    }

    @Test(arguments: ["Why", "evaluation", "sha"]) func whatSuchColumnsAreUsuallyCalledIsLeftOut(name: String) throws {
        let read = try table(
            rows("prompt,GPT-4,Llama-3,\(name)") { "q \($0)?,an answer \($0),another \($0),of its own \($0)" }
        )
        #expect(read.models.map(\.name) == ["GPT-4", "Llama-3"] && read.roles.others == [name])
    }

    @Test func codesAmongTextsAreNoResponses() {
        let text = rows("prompt,a,b,commit") { "q \($0)?,an answer \($0),another \($0),00ab\($0)f" }
        #expect { try table(text) } throws: { "\($0)".contains("'commit' hold one word in each row") }
    }

    @Test func aSystemThatIsAModelIsAskedAbout() throws {
        let text = rows("prompt,system,response") {
            "q \($0 / 2)?,\($0 % 2 == 0 ? "GPT-4" : "Llama-3"),an answer \($0)"
        }
        #expect { try table(text) } throws: { "\($0)".contains("--map model=system or --map system=system") }
        #expect(try table(text, map: ["model=system"]).models.count == 2)
        #expect(try table(text, map: ["system=system"]).models.count == 1)
    }

    @Test func winnersAreNoReference() throws {
        let read = try table(rows("prompt,GPT-4,Llama-3,target") { "q \($0)?,an answer \($0),another \($0),GPT-4" })
        #expect(!read.prompts.isEmpty && read.prompts.allSatisfy { $0.reference == nil })
        #expect(read.roles.others == ["target"])
    }

    @Test func aRowForEachRaterIsOneResponse() throws {
        let read = try table(
            rows("prompt,model,response,rating,rater") { "q \($0 / 2),a,an answer \($0 / 2),\($0),r\($0 % 2)" }
        )
        #expect(read.responses.count == 3 && read.samples == 1)
        #expect(
            read.words.contains { $0.hasPrefix("3 rows repeat a response beside another 'rater'") },
            "\(read.words)"
        )
    }

    @Test func aRowInAnotherCodingIsLikeNoOther() throws {
        let bytes =
            Array("prompt,model,response\nq,a,x\n".utf8) + [0x71, 0x2C, 0x62, 0x2C, 0xE4, 0x0A]
            + [0x71, 0x2C, 0x62, 0x2C, 0xF6, 0x0A]
        let path = try folder.write("l.csv", bytes)
        #expect { try StudyTable.read(path: path) } throws: {
            "\($0)".contains("l.csv:3: not UTF-8") && !"\($0)".contains("the same row")
        }
    }
}
