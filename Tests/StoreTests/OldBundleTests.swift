import Foundation
import GRDB
import Studies
import Testing

@testable import Store

/// What build 644d720 wrote is read, continued and checked by its own rule.
struct OldBundleTests {
    private let old: OldBuild

    init() throws { old = try OldBuild() }

    private func main() throws -> Store { try Store.open(path: try old.restored("database"), mode: .existing) }

    private func head() throws -> ChainHead {
        let json = try JSONValue(parsing: try OldBuild.heads().trimmingCharacters(in: .whitespacesAndNewlines))
        return ChainHead(
            reviewer: try #require(json["reviewer"]?.string),
            sitting: try #require(json["sitting"]?.string),
            number: try #require(json["number"]?.integer),
            sha256: try #require(json["sha256"]?.string)
        )
    }

    @Test func itsDatabaseAndHeadsStillVerify() throws {
        let report = try main().verify("s", against: [try head()])
        #expect(report.broken.isEmpty, "\(report.findings)")
        #expect(report.ratingCount == 6 && report.importedCount == 4 && report.olderRuleCount == 6)
    }

    @Test func aBundleThatWasRatedThereMerges() throws {
        let main = try main()
        let path = try old.restored("bundle-rated")
        let report = try main.merge([path], study: "s")
        #expect(report.new == 12)
        #expect(try main.merge([path], study: "s").known == 12)
        // A bundle of that form told more than what is rated: nothing in it was sealed.
        let access = try main.accessCounts(of: "s")
        #expect(access.sealed == 0 && access.database > 0)
        #expect(try main.verify("s", against: [try head()]).broken.isEmpty)
        #expect(try main.progress(of: "s").first { $0.reviewer == "ana" }?.done == 9)
    }

    @Test func aBundleThatWasIssuedThereIsRatedHereAndMerges() throws {
        let main = try main()
        let path = try old.restored("bundle-issued")
        let cleo = Sitter(
            try Store.open(path: path, mode: .existing).restricted(to: "cleo", study: "s"),
            "cleo"
        )
        var count = 0
        while let shown = try cleo.next(), count < 9 {
            guard shown.members.isEmpty else {
                try cleo.rate(shown, ReviewAct(criterion: "best", value: nil, ranks: [2, 1, 3]))
                continue
            }
            try cleo.rate(shown)
            count += 1
        }
        try cleo.store.writer.close()
        let merged = try main.merge([path], study: "s")
        #expect(merged.new >= 9)
        let report = try main.verify("s", against: [try head()])
        #expect(report.broken.isEmpty, "\(report.findings)")
        let phases = Set(try main.records(of: "s").filter { $0.rater == "cleo" }.map(\.phase))
        #expect(phases.isSuperset(of: [.blind, .training]))
    }

    @Test func anEditOfItsRatingIsFoundByItsRule() throws {
        let main = try main()
        try main.write {
            try $0.execute(
                sql: "DROP TRIGGER rating_is_never_changed; UPDATE rating SET value = 5 WHERE presentation > 0"
            )
        }
        #expect(!(try main.verify("s").broken.isEmpty))
    }
}
