import Foundation
import GRDB
import Studies

/// What bundles brought.
package struct MergeReport: Sendable, Equatable {
    package var new = 0
    package var known = 0
    package var events = 0
    /// Answers in a bundle that a later one replaced, where the later one has its own.
    package var replaced = 0
    /// New ratings of what their reviewer had settled before: 'discussed', not blind.
    package var settled = 0
    /// Answers to what the same person has answered before, in another copy of the bundle or here: the first that came count.
    package var twice = 0
    /// By bundle what its sessions call the acts that are left out for that.
    var leftOut: [String: [String]] = [:]
    /// For each bundle its reviewer, how many of its items were rated or skipped, and how many it has.
    package var parts: [(reviewer: String, done: Int, count: Int)] = []

    package static func == (left: MergeReport, right: MergeReport) -> Bool {
        left.new == right.new && left.known == right.known && left.events == right.events
            && left.replaced == right.replaced && left.settled == right.settled
    }
}

extension Store {
    /// Takes bundles back: all of them, or none and the reason. The order and repetitions make no difference.
    package func merge(_ paths: [String], study: String) throws -> MergeReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-merge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bundles = try paths.enumerated().map { place, path in
            try ReturnedBundle(path: path, copy: "\(folder)/\(place).slam", study: study)
        }
        return try merge(bundles)
    }

    /// Merges bundles that were read before.
    func merge(_ bundles: [ReturnedBundle]) throws -> MergeReport {
        try write { database in
            var report = MergeReport()
            for bundle in bundles { try bundle.check(database) }
            for bundle in bundles { try bundle.merge(database, &report) }
            for bundle in bundles where report.new > 0 || report.events > 0 {
                let log = StudyLog(study: try Self.studyID(bundle.study, database), database: database)
                let leftOut = (report.leftOut[bundle.name] ?? []).map(JSONValue.string)
                try log.append(
                    .merged,
                    [("bundle", .string(bundle.name)), try log.sessions()]
                        + (leftOut.isEmpty ? [] : [("left_out", .array(leftOut))]),
                    at: StudyLog.now
                )
            }
            return report
        }
    }
}
