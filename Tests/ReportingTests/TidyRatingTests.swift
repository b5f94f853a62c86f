import Studies
import Testing

@testable import Reporting

/// The rows of an export that are read by a spreadsheet or a program of statistics.
struct TidyRatingTests {
    private static let items = ["a", "b", "c"].map { ItemID(rawValue: $0) }
    private static let writers = [items[0]: ["large"], items[1]: ["small", "tiny"], items[2]: ["huge"]]

    private func record(_ subject: RatingSubject) -> RatingRecord {
        RatingRecord(
            study: "s",
            subject: subject,
            prompt: "p",
            criterion: "c",
            value: 2.5,
            rater: "ana",
            kind: .human,
            flags: ["flagged", "too_fast"],
            reason: "wrong"
        )
    }

    /// What is written of one rating; texts are known of the items that have one.
    private func written(
        _ subject: RatingSubject,
        as form: TidyRatings.Form = .jsonl,
        texts: [String: String],
        writers: [ItemID: [String]]? = Self.writers,
        tags: [String] = ["news", "short"]
    ) throws -> [String] {
        var lines: [String] = []
        let table = try TidyRatings(as: form, .init(tags: ["p": tags], writers: writers)) { lines.append($0) }
        try table.add(record(subject)) { texts[$0.rawValue] }
        return lines
    }

    private func values(_ subject: RatingSubject, texts: [String: String], writers: [ItemID: [String]]? = Self.writers)
        throws -> [String: JSONValue]
    {
        let line = try #require(try written(subject, texts: texts, writers: writers).first)
        return Dictionary(try JSONValue(parsing: line).members ?? []) { first, _ in first }
    }

    @Test func aTextStandsWithItsModelsLengthAndTags() throws {
        let pair = RatingSubject.pair(PairID(Self.items[0], Self.items[1]))
        let values = try values(pair, texts: ["a": "äb", "b": "other"])
        #expect(values["text"] == .string("äb") && values["second_text"] == .string("other"))
        #expect(values["length"] == .number(2) && values["second_length"] == .number(5))
        #expect(values["model"] == .string("large") && values["second_model"] == .string("small;tiny"))
        #expect(values["tags"] == .array([.string("news"), .string("short")]) && values["value"] == .number(2.5))
    }

    /// A row names the models of the texts that stand in it, and no others.
    @Test func aModelStandsBesideItsTextAlone() throws {
        let one = try values(.item(Self.items[0]), texts: ["a": "t", "b": "u"])
        #expect(one["model"] == .string("large") && one["second_model"] == nil && one["second_text"] == nil)
        let gone = try values(.item(Self.items[0]), texts: [:])
        #expect(gone["model"] == nil && gone["text"] == nil && gone["length"] == nil)
        let ranked = try values(.member(Self.items[1], of: SetID(Self.items)), texts: ["a": "t", "b": "u", "c": "v"])
        #expect(ranked["model"] == .string("small;tiny") && ranked["text"] == .string("u"))
        #expect(ranked["second_model"] == nil && ranked["second_text"] == nil)
        let pair = try values(.pair(PairID(Self.items[0], Self.items[2])), texts: ["a": "t"])
        #expect(pair["model"] == .string("large") && pair["second_model"] == nil)
    }

    @Test func aPromptWithoutTagsHasNone() throws {
        let line = try #require(try written(.item(Self.items[0]), texts: ["a": "t"], tags: []).first)
        #expect(try JSONValue(parsing: line)["tags"] == nil)
    }

    @Test func whileTheStudyIsBlindNoRowHasAModel() throws {
        let values = try values(.item(Self.items[0]), texts: ["a": "t"], writers: nil)
        #expect(values["text"] == .string("t") && values["model"] == nil)
        let lines = try written(.item(Self.items[0]), as: .csv, texts: ["a": "t"], writers: nil)
        #expect(!lines[0].contains("model") && lines.count == 2)
        #expect(try written(.item(Self.items[0]), as: .csv, texts: ["a": "t"])[0].contains(",model,second_model,tags,"))
    }

    @Test func listsInACellAreApartByBlanks() throws {
        let lines = try written(.item(Self.items[0]), as: .csv, texts: ["a": "t"])
        let cells = Dictionary(
            zip(
                lines[0].dropLast().split(separator: ",", omittingEmptySubsequences: false),
                lines[1].dropLast().split(separator: ",", omittingEmptySubsequences: false)
            ).map { ($0, $1) }
        ) { first, _ in first }
        #expect(cells["flags"] == "flagged too_fast" && cells["tags"] == "news short" && cells["reason"] == "wrong")
        #expect(cells["value"] == "2.5" && cells["note"] == "" && cells["second_text"] == "")
        #expect(
            try values(.item(Self.items[0]), texts: [:])["flags"] == .array([.string("flagged"), .string("too_fast")])
        )
    }
}
