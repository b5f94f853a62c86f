import Planning
import Studies
import Testing

@testable import Reporting

/// The responses that say who wrote them, as they are told.
struct LeaksTests {
    private func document(_ policy: ReviewSettings.LeakPolicy = .report, prompt: String = "p1") -> LeaksDocument {
        var document = LeaksDocument(policy)
        // Two things in one text.
        let text = "As an AI language model, I was made by OpenAI."
        let leaks = LeakScan(models: ["gpt"]).leaks(in: text, prompt: "ask")
        document.add(text, leaks, item: ItemID(rawValue: "0123456789abcdef"), prompt: prompt)
        document.add("nothing here", [], item: ItemID(rawValue: "fedcba9876543210"), prompt: "p2")
        return document
    }

    /// A program gets the whole id, a reader its first letters.
    @Test func aLeakStandsWithItsTextAndItsWords() throws {
        #expect(document().written(as: .csv).hasPrefix("prompt,item,kind,words\r\np1,0123456789abcdef,"))
        #expect(document().written(as: .table).contains("p1      0123456789ab  "))
        #expect(document().written(as: .markdown).contains("| p1 | 0123456789ab | "))
        let json = try JSONValue(parsing: document().written(as: .json))
        #expect(json["schema"]?.string == "slam.leaks.v1")
        #expect(json["rows"]?.array?.first?["item"]?.string == "0123456789abcdef")
        #expect((json["rows"]?.array?.count ?? 0) > 1)
        #expect(json["rows"]?.array?.allSatisfy { $0["prompt"]?.string == "p1" } == true)
        #expect(json["notes"] == .array([.string("1 of 2 texts with leaks, reported.")]))
    }

    @Test(
        arguments: [(.report, "reported"), (.mask, "masked for reviewers"), (.exclude, "left out of the next plan")]
            as [(ReviewSettings.LeakPolicy, String)]
    )
    func whatIsDoneWithThemIsSaid(policy: ReviewSettings.LeakPolicy, words: String) {
        #expect(document(policy).words == "1 of 2 texts with leaks, \(words).\n")
    }

    @Test(arguments: Format.allCases) func aPromptsNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(prompt: HostileText.text).written(as: format), format))
    }
}
