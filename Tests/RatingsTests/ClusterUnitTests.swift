import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// What every rule, n and interval counts as one: the cluster that a file names, else the prompt.
struct ClusterUnitTests {
    private static let options = IntervalOptions(resamples: 100, seed: 3)

    /// 120 texts in four groups, or as many as are asked for, of three people who mostly agree and a judge as good as they are.
    private func set(_ columns: String, groups: Int = 4, _ names: (_ item: Int, _ group: Int) -> String) throws
        -> RatingSet
    {
        var text = "item,\(columns),rater,kind,score\n"
        for item in 0..<120 {
            let truth = item % 2
            let names = names(item, item % groups)
            for (place, person) in ["ana", "ben", "cleo"].enumerated() {
                text += "t\(item),\(names),\(person),human,\((item + place * 5) % 17 == 0 ? 1 - truth : truth)\n"
            }
            text += "t\(item),\(names),j,judge,\(item % 19 == 3 ? 1 - truth : truth)\n"
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-unit-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try RatingSet(file: path, scoring: Scoring(levels: ["nominal"], categories: []))
    }

    private func card(_ set: RatingSet) throws -> JudgeCard { try set.card(Self.options) }

    @Test func aClusterDecidesAsAPromptOfThatNameDoes() throws {
        for groups in [4, 29, 40] {
            let cluster = try card(set("cluster", groups: groups) { "g\($1)" })
            let prompt = try card(set("prompt", groups: groups) { "g\($1)" })
            #expect(cluster.calibration.promptCount == groups && cluster.unit == "cluster" && prompt.unit == "prompt")
            #expect(cluster.calibration.verdict == prompt.calibration.verdict)
            #expect(cluster.calibration.refusals == prompt.calibration.refusals)
            #expect(cluster.calibration.refusals.contains(.fewPrompts(groups)) == (groups < 30))
            for (one, other) in [
                (cluster.calibration.difference, prompt.calibration.difference),
                (cluster.calibration.skill, prompt.calibration.skill),
                (cluster.calibration.peopleAlpha, prompt.calibration.peopleAlpha),
            ] {
                #expect(one.low == other.low && one.high == other.high && one.value == other.value, "\(groups)")
            }
        }
    }

    @Test func aGateCountsClusters() throws {
        let set = try set("cluster") { "g\($1)" }
        let parts = StudyCopyParts(baseline: nil, calibration: CalibrationSettings(), declared: [])
        let gate = try Gate(set, parts: parts, settings: CalibrationSettings(), options: Self.options)
        for text in ["alpha(score) >= -1", "agreement(j) >= 0", "unparsed(j) <= 1"] {
            let outcome = try gate.outcome(of: try Requirement(parsing: text))
            #expect(outcome.state == .open && outcome.estimate?.itemCount == 4, "\(text): \(outcome)")
        }
        #expect(try gate.outcome(of: try Requirement(parsing: "replace(j)")).state == .open)
    }

    /// A cluster of every text would make a sample of many out of four prompts.
    @Test func clustersThatPartPromptsMakeNoUnits() throws {
        let set = try set("prompt,cluster") { "g\($1),c\($0)" }
        let found = try card(set)
        #expect(found.calibration.promptCount == 4 && found.unit == "prompt")
        let said = set.notes.contains { note in
            if case .remark(let words) = note { words.contains("more clusters than prompts") } else { false }
        }
        #expect(said)
        // Coarser ones are what counts.
        let coarse = try card(self.set("prompt,cluster", groups: 40) { "g\($1),c\($1 % 10)" })
        #expect(coarse.calibration.promptCount == 10 && coarse.unit == "cluster")
    }

    /// Some merge prompts and others part them: neither makes more units than there are, however many clusters that are.
    @Test func clustersThatShareAPromptAreOne() throws {
        // Prompts 0 to 19 are four clusters; each text of prompts 20 to 39 is a cluster of its own.
        let mixed = try set("prompt,cluster", groups: 40) { $1 < 20 ? "g\($1),c\($1 % 4)" : "g\($1),t\($0)" }
        let found = try card(mixed)
        #expect(found.calibration.promptCount == 24 && found.unit == "cluster")
        #expect(found.calibration.refusals.contains(.fewPrompts(24)))
        let said = mixed.notes.contains { note in
            if case .remark(let words) = note { words.contains("share a prompt") } else { false }
        }
        #expect(said)
        // A chain of clusters, each of which shares a prompt with the next.
        let chain = try set("prompt,cluster", groups: 40) { "g\($1),c\(($1 + ($0 / 40) % 2) / 2)" }
        #expect(try card(chain).calibration.promptCount == 1)
        let nested = try set("prompt,cluster", groups: 40) { "g\($1),c\($1 % 10)" }
        #expect(!nested.subjects.areClustersJoined)
    }

    /// A ranking resamples the clusters of a file as every other figure does.
    @Test func comparisonsAreResampledByCluster() throws {
        func ranked(_ columns: String, over unit: Comparisons.Unit? = nil, _ names: (Int) -> String) throws
            -> (estimate: Estimate?, unit: String, notes: [RatingNote])
        {
            var text = "left,right,winner\(columns)\n"
            for row in 0..<60 { text += "a,b,\(row % 15 < 5 ? "right" : "left")\(names(row))\n" }
            let path = FileManager.default.temporaryDirectory.appending(path: "slam-rank-\(UUID().uuidString).csv").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let comparisons = try Comparisons(file: path, kind: nil)
            let (table, name) = try comparisons.table(over: unit)
            let report = RankReport(table, options: Self.options, unit: name)
            return (report.players.first?.winRate, name, comparisons.notes)
        }
        let cluster = try ranked(",cluster") { ",c\($0 % 15)" }
        let prompt = try ranked(",prompt") { ",c\($0 % 15)" }
        #expect(cluster.unit == "clusters" && prompt.unit == "prompts" && cluster.notes.isEmpty)
        #expect(cluster.estimate?.low == prompt.estimate?.low && cluster.estimate?.high == prompt.estimate?.high)
        let bare = try ranked("") { _ in "" }
        #expect(cluster.estimate?.value == bare.estimate?.value && cluster.estimate?.low != bare.estimate?.low)
        // Prompts within clusters, clusters within prompts, and clusters that share prompts.
        let coarse = try ranked(",prompt,cluster") { ",p\($0 % 30),c\($0 % 15)" }
        #expect(coarse.unit == "clusters" && coarse.estimate?.low == cluster.estimate?.low)
        let fine = try ranked(",prompt,cluster") { ",p\($0 % 15),c\($0)" }
        #expect(fine.unit == "prompts" && fine.estimate?.low == cluster.estimate?.low && fine.notes.count == 1)
        let shared = try ranked(",prompt,cluster") { ",p\($0 % 30),c\($0 % 20)" }
        #expect(shared.unit == "clusters" && shared.notes.count == 1)
        #expect(try ranked(",prompt,cluster", over: .prompt) { ",p\($0 % 15),c\($0 % 5)" }.unit == "prompts")
        let alone = try ranked(",cluster") { $0 < 30 ? ",c\($0 % 15)" : "," }
        #expect(alone.notes == [.comparisonsAlone("cluster", count: 30, of: 60)])
    }

    /// A ceiling's interval names what was drawn, as those of the figures beside it do.
    @Test func aCeilingNamesClustersWhereTheyAreTheUnits() throws {
        for (columns, unit, other) in [("cluster", "clusters", "prompts"), ("prompt", "prompts", "clusters")] {
            let ratings = try set(columns) { "g\($1)" }.ratings(on: 0)
            let ceiling = try #require(try ratings.automatic(options: Self.options).first).humanCeiling
            let said = "\(ceiling.difference.method ?? "") \(ceiling.difference.warnings)"
            #expect(said.contains("over 4 \(unit)") && said.contains("few \(unit): 4"), "\(said)")
            #expect(!said.contains(other), "\(said)")
        }
    }

    @Test func aTextWithoutAClusterBelongsToItsPrompt() throws {
        let set = try set("prompt,cluster", groups: 8) { item, group in group < 4 ? "g\(group),c" : "g\(group)," }
        #expect(try card(set).calibration.promptCount == 5)
        #expect(!set.notes.contains { if case .alone = $0 { true } else { false } })
        let alone = try self.set("cluster", groups: 8) { item, group in group < 4 ? "c" : "" }
        #expect(try card(alone).calibration.promptCount == 61)
    }
}
