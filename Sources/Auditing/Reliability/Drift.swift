import Agreement
import Foundation
package import Studies

/// A change of who answers, and whether latency changed with it.
package struct Drift: Sendable, Equatable {
    /// When the new one was first seen, in milliseconds UTC.
    package let at: Int64
    /// What changed: model, fingerprint, digest, quantization.
    package let parts: [String]
    package let before: String
    package let after: String
    /// Median after over median before, of the hours' medians.
    package let ratio: Double?
    /// Of Welch's test between blocks of six hours; nil with too few of them.
    package let p: Double?
}

extension Drift {
    /// Hours in a block: neighbours within it depend on each other, blocks hardly do.
    private static let blockHours = 6
    private static let fewestBlocks = 3

    /// Whether the level differs before and after `change` among hours' medians: Welch's test (1947) between the means of
    /// their logarithms in blocks of six hours. p is nil with fewer than three blocks on a side.
    package static func test(medians: [Double], change: Int) -> (ratio: Double?, p: Double?) {
        guard change > 0, change < medians.count else { return (nil, nil) }
        let logarithms = medians.map { log(max($0, .leastNormalMagnitude)) }
        let (before, after) = (Array(logarithms[..<change]), Array(logarithms[change...]))
        let ratio = exp(after.sorted().quantile(0.5) - before.sorted().quantile(0.5))
        let (left, right) = (blocks(before), blocks(after))
        guard left.count >= fewestBlocks, right.count >= fewestBlocks else { return (ratio, nil) }
        return (ratio, WelchTest(left, right)?.p)
    }

    private static func blocks(_ values: [Double]) -> [Double] {
        stride(from: 0, to: values.count, by: blockHours).compactMap { start in
            let block = values[start..<min(start + blockHours, values.count)]
            // A rest of an hour or two would count as much as a whole block.
            guard block.count * 2 >= blockHours else { return nil }
            return block.reduce(0, +) / Double(block.count)
        }
    }

    /// Every change of the server among attempts in the order of time, with the test on `latency`.
    package static func find(
        _ attempts: [Attempt],
        clock: LocalClock,
        latency: (Attempt) -> Double?
    ) -> [Drift] {
        ServerChange.all(attempts).map { change in
            let (medians, place) = hours(attempts, changeAt: change.at, clock, latency)
            let (ratio, p) = test(medians: medians, change: place)
            return Drift(
                at: change.at,
                parts: change.parts,
                before: change.before.words,
                after: change.after.words,
                ratio: ratio,
                p: p
            )
        }
    }

    private static func hours(
        _ attempts: [Attempt],
        changeAt time: Int64,
        _ clock: LocalClock,
        _ latency: (Attempt) -> Double?
    ) -> (medians: [Double], change: Int) {
        var groups: [(block: Int, isAfter: Bool, values: [Double?])] = []
        for attempt in attempts {
            let (block, isAfter) = (clock.block(attempt.startedAt), attempt.startedAt >= time)
            if groups.last.map({ $0.block == block && $0.isAfter == isAfter }) != true {
                groups.append((block, isAfter, []))
            }
            groups[groups.count - 1].values.append(latency(attempt))
        }
        var (medians, change) = ([Double](), 0)
        for group in groups {
            guard let median = UsableLatency(group.values).quantile(0.5), median.isFinite else { continue }
            if !group.isAfter { change += 1 }
            medians.append(median)
        }
        return (medians, change)
    }
}

/// Another server than before, by what its answers say of it.
struct ServerChange {
    let at: Int64
    let parts: [String]
    let before: Attempt.Server
    let after: Attempt.Server

    /// Of attempts in the order of time; what an answer does not tell is as it was told last.
    static func all(_ attempts: [Attempt]) -> [ServerChange] {
        var changes: [ServerChange] = []
        var known = Attempt.Server()
        for attempt in attempts where attempt.server != Attempt.Server() {
            let server = attempt.server.completed(by: known)
            let parts = changed(known, server)
            if !parts.isEmpty {
                changes.append(ServerChange(at: attempt.startedAt, parts: parts, before: known, after: server))
            }
            known = server
        }
        return changes
    }

    /// What two answers say differently; what one of them does not tell is no change.
    private static func changed(_ before: Attempt.Server, _ after: Attempt.Server) -> [String] {
        let parts = [
            ("model", before.model, after.model), ("fingerprint", before.fingerprint, after.fingerprint),
            ("digest", before.digest, after.digest), ("quantization", before.quantization, after.quantization),
        ]
        return parts.filter { $0.1 != nil && $0.2 != nil && $0.1 != $0.2 }.map(\.0)
    }
}

/// Several servers answer in turn behind one name: that is no drift at a time, and no time parts it.
package struct Alternation: Sendable, Equatable {
    /// What each says of itself, in order.
    package let servers: [String]
    /// How often another one answered than before.
    package let changes: Int

    /// More returns to a server that was there before than a change taken back makes.
    private static let mostReturns = 3

    /// Of attempts in the order of time; nil where servers change for good.
    init?(_ attempts: [Attempt]) {
        let changes = ServerChange.all(attempts)
        guard let first = changes.first else { return nil }
        let servers = Set([first.before] + changes.map(\.after))
        guard changes.count - (servers.count - 1) > Self.mostReturns else { return nil }
        self.servers = servers.map(\.words).sorted()
        self.changes = changes.count
    }
}

extension Attempt.Server {
    /// The same with what it does not tell from another.
    fileprivate func completed(by other: Attempt.Server) -> Attempt.Server {
        Attempt.Server(
            model: model ?? other.model,
            fingerprint: fingerprint ?? other.fingerprint,
            digest: digest ?? other.digest,
            quantization: quantization ?? other.quantization
        )
    }

    /// What it says of itself in one line.
    package var words: String {
        [model, fingerprint, digest.map { String($0.prefix(12)) }, quantization].compactMap(\.self)
            .joined(separator: " ")
    }
}
