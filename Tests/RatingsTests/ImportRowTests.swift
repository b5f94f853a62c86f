import Foundation
import Store
import Studies
import Testing

@testable import Ratings

/// What cells of an imported table come to.
struct ImportRowTests {
    private func ratings(_ text: String) throws -> [Result<ImportedRating, Mistake>] {
        var read = try file(text)
        var found: [Result<ImportedRating, Mistake>] = []
        while let next = try read.nextRating() { found.append(next) }
        return found
    }

    private func responses(_ text: String) throws -> [Result<ImportedResponse, Mistake>] {
        var read = try file(text)
        var found: [Result<ImportedResponse, Mistake>] = []
        while let next = try read.nextResponse() { found.append(next) }
        return found
    }

    private func file(_ text: String) throws -> ImportFile {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-rows-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try ImportFile(path: path, names: ImportNames(RatedStudy().study))
    }

    @Test func theWinnerIsOneOfFourWords() throws {
        let rows = [("left", 1.0), ("right", -1), ("tie", 0), ("both_bad", nil)] as [(String, Double?)]
        let text = rows.map { "ana,better,p1,a,b,\($0.0)\n" }.joined()
        let found = try ratings("rater,criterion,prompt,left_model,right_model,winner\n" + text)
        #expect(try found.map { try $0.get().record.value } == rows.map(\.1))
        for row in found { #expect(try row.get().sources.map(\.model) == ["a", "b"]) }
        let odd = try ratings("rater,criterion,prompt,left_model,right_model,winner\nana,better,p1,a,b,a\n")
        #expect(throws: Mistake.self) { try odd[0].get() }
    }

    /// A judge's reply may have come to nothing; a person who wrote such a word did not give a score.
    @Test func onlyAJudgeIsRefusedOrUnparsed() throws {
        let head = "rater,kind,criterion,prompt,model,score\n"
        for word in ["refused", "unparsed", "error"] {
            let found = try ratings(head + "robot,judge,overall,p1,a,\(word)\nana,human,overall,p1,a,\(word)\n")
            #expect(try found[0].get().record.outcome.rawValue == word && found[0].get().record.value == nil)
            #expect(throws: Mistake.self, "\(word)") { try found[1].get() }
        }
    }

    @Test func samplesCountFromOneAndTokensFromNone() throws {
        let head = "rater,criterion,prompt,model,sample,score\n"
        let found = try ratings(head + "ana,overall,p1,a,2,4\nana,overall,p1,b,0,4\n")
        #expect(try found[0].get().sources.map(\.sample) == [2])
        #expect(throws: Mistake.self) { try found[1].get() }
        let rows = try responses("prompt,model,response,output_tokens\np1,a,x,0\np1,b,x,-1\n")
        #expect(try rows[0].get().outputTokens == 0)
        #expect(throws: Mistake.self) { try rows[1].get() }
    }

    @Test func millisecondsAreStoredAsNanoseconds() throws {
        let rows = try responses("prompt,model,response,first_token_ms,total_ms\np1,a,x,0.25,1500\n")
        let response = try rows[0].get()
        #expect(response.firstToken == 250_000 && response.total == 1_500_000_000)
    }
}
