import Agreement
import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Reviewers who do nothing wrong, on machines that do: nobody is accused, and nothing is lost.
struct HonestHistoryTests {
    private static let machines = ["here:1:1", "here:2:2", "there:3:3", "there:4:4"]

    /// One reviewer's sessions: each has an item on its screen, or none.
    private final class Desk {
        let reviewer: String
        let owner: LeaseOwner
        var shown: BlindPresentation?

        init(_ reviewer: String, _ owner: LeaseOwner) {
            self.reviewer = reviewer
            self.owner = owner
        }
    }

    private func study(_ seed: UInt64) -> Study {
        var study = Example.study
        study.prompts = Array(study.prompts.prefix(2))
        study.reviewers = ["ana", "ben", "cleo"]
        study.review = ReviewSettings(
            overlap: seed % 3 == 0 ? nil : 2,
            repeats: seed % 2 == 0 ? 0.2 : 0,
            distance: 1,
            isOpen: seed % 5 == 0,
            seed: seed
        )
        if study.review.isOpen { study.criteria.removeLast() }
        return study
    }

    private func act(of shown: BlindPresentation, _ random: inout Generator) -> ReviewAct {
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        let values: [Double] = shown.texts.count == 1 ? [1, 2, 3, 4, 5] : [-1, 0, 1]
        return ReviewAct(criterion: criterion, value: values.randomElement(using: &random))
    }

    /// Does something at a desk; false where the store refused it in words.
    private func step(_ desk: Desk, _ store: Store, at time: Int64, _ random: inout Generator) throws -> Bool {
        func owned(_ body: () throws -> Void) throws -> Bool {
            do {
                try body()
                return true
            } catch let refusal as StoreError {
                #expect(!refusal.description.contains("mistake of slam"), "\(refusal)")
                desk.shown = nil
                return false
            }
        }
        guard let shown = desk.shown else {
            let kind = Int.random(in: 0..<8, using: &random)
            if kind == 0 {
                return try owned {
                    desk.shown = try store.undo(
                        study: "s",
                        reviewer: desk.reviewer,
                        owner: desk.owner,
                        lease: .seconds(60),
                        at: time
                    )
                }
            }
            if kind == 1, let row = try store.visited(study: "s", reviewer: desk.reviewer).randomElement(using: &random)
            {
                return try owned {
                    desk.shown =
                        try store.revisit(
                            row,
                            study: "s",
                            reviewer: desk.reviewer,
                            owner: desk.owner,
                            lease: .seconds(60),
                            at: time
                        ).presentation
                }
            }
            desk.shown = try store.claimNext(
                study: "s",
                reviewer: desk.reviewer,
                owner: desk.owner,
                lease: .seconds(60),
                at: time
            )
            return true
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            // Killed: what was on the screen is nobody's word.
            desk.shown = nil
        case 1:
            try store.release(desk.owner)
            desk.shown = nil
        case 2:
            let criterion = shown.texts.count == 1 ? "overall" : "better"
            return try owned {
                try store.skip(
                    shown,
                    study: "s",
                    reviewer: desk.reviewer,
                    criteria: [criterion],
                    reason: "no",
                    owner: desk.owner,
                    at: time,
                    took: nil,
                    shownAt: time
                )
                desk.shown = nil
            }
        default:
            let act = act(of: shown, &random)
            return try owned {
                try store.save(
                    [act],
                    of: shown,
                    study: "s",
                    reviewer: desk.reviewer,
                    owner: desk.owner,
                    at: time,
                    took: nil,
                    shownSHA256: shown.shownSHA256,
                    shownAt: time
                )
                desk.shown = nil
            }
        }
        return true
    }

    /// Twenty histories a batch; `SLAM_HISTORIES=25` makes the 500, which take minutes.
    private static let batches = UInt64(ProcessInfo.processInfo.environment["SLAM_HISTORIES"] ?? "") ?? 2

    @Test(arguments: Array(UInt64(1)...batches)) func nobodyIsAccused(batch: UInt64) throws {
        let planned = try Store.inMemory()
        try Example.fill(planned, study(batch), Example.responses.filter { ["p1", "p2"].contains($0.prompt) })
        for number in 0..<20 {
            let seed = batch * 100 + UInt64(number)
            var random = Generator(seed: seed)
            let memory = try DatabaseQueue()
            try planned.writer.backup(to: memory)
            let store = Store(writer: memory, path: ":memory:")
            let desks = ["ana", "ben", "cleo"].flatMap { reviewer in
                Self.machines.shuffled(using: &random).prefix(2).map {
                    Desk(reviewer, LeaseOwner(rawValue: $0 + reviewer))
                }
            }
            var time: Int64 = 1_000_000
            for _ in 0..<35 {
                // Clocks step back and forth, machines nap past every lease.
                time += [10, 10, 10, 500, 61_000, -40_000, 3_600_000, -3_600_000].randomElement(using: &random) ?? 10
                guard let desk = desks.randomElement(using: &random) else { continue }
                _ = try step(desk, store, at: time, &random)
            }
            let report = try store.verify("s")
            #expect(report.broken.isEmpty, "seed \(seed): \(report.broken)")
            #expect(report.findings.allSatisfy { $0.standing == .note })
        }
    }

    @Test(arguments: Array(UInt64(1)...3)) func bundlesOfStrangeClocksMergeWhole(seed: UInt64) throws {
        var random = Generator(seed: seed)
        let folder = try TemporaryFolder()
        let store = try Store.inMemory()
        try Example.fill(store, study(seed * 5 + 1), Example.responses.filter { ["p1", "p2"].contains($0.prompt) })
        var paths: [String] = []
        var given = 0
        for reviewer in ["ana", "ben", "cleo"] {
            let path = "\(folder.path)/\(reviewer).slam"
            guard (try? store.writeBundle(for: reviewer, study: "s", to: path, at: 5)) != nil else { continue }
            paths.append(path)
            let bundle = try Store.open(path: path, mode: .existing).restricted(to: reviewer, study: "s")
            var time: Int64 = 1_000_000
            let desks = Self.machines.map { Desk(reviewer, LeaseOwner(rawValue: $0)) }
            for _ in 0..<60 {
                time += [10, 61_000, -40_000, -3_600_000, 3_600_000].randomElement(using: &random) ?? 10
                guard let desk = desks.randomElement(using: &random) else { continue }
                _ = try step(desk, bundle, at: time, &random)
            }
            try bundle.writer.close()
            given += try Store.open(path: path, mode: .existing).records(of: "s").count
        }
        #expect(try store.merge(paths.shuffled(using: &random), study: "s").new == given)
        #expect(given > 0)
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "seed \(seed): \(report.broken)")
    }
}
