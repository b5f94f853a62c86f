import Foundation
import Testing

struct DemoTests {
    @Test func theDemoEndsWithAgreementAndWordsAndCanBeReviewed() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let demo = try Program.run("demo", "--into", folder.path)
        #expect(demo.status == 0, "\(demo.errors)")
        #expect(demo.output.contains("alpha.ordinal"))
        #expect(demo.output.contains("'better': inter-annotator agreement is undefined: no pair of models"))
        #expect(
            demo.output.contains("minilm-to-reference – people")
                && demo.output.contains("lexical-to-reference – people")
        )
        #expect(
            demo.errors.contains("Recorded, not computed now: scores of all-MiniLM-L6-v2 (weights 53aa51172d14")
        )
        #expect(demo.output.contains("'send': people agree with alpha.nominal 0.123"))
        #expect(!demo.output.contains("nobody rated it") && !demo.output.contains("cannot be compared with people"))
        #expect(
            demo.errors.hasSuffix(
                "  slam init mine --from answers.csv\n  slam review --reviewer you\n  slam agreement\n"
            )
        )
        #expect(demo.errors.contains("96 responses collected of 96 wanted"))
        let again = try Program.run("collect", "--dry-run", "--workspace", folder.path)
        #expect(again.output.hasPrefix("0 requests"))
        let second = try Program.run("demo", "--into", folder.path)
        #expect(second.status == 1 && second.errors.contains("nothing is overwritten"), "\(second.errors)")
        try aReviewStopsAtItsLimit(folder.path)
    }

    private func aReviewStopsAtItsLimit(_ folder: String) throws {
        let review = try Program.run(
            ["review", "--reviewer", "you", "--limit", "1", "--workspace", folder],
            input: "3\n"
        )
        #expect(review.status == 0)
        #expect(!review.output.contains("[1/"))
    }

    @Test func theDemoOverwritesNothing() throws {
        let demo = try Program.run("demo", "--into", FileManager.default.temporaryDirectory.path)
        #expect(demo.status == 1)
        #expect(demo.errors.contains("nothing is overwritten"))
    }
}
