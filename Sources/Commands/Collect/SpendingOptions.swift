import ArgumentParser
import Collecting
import Foundation
import Store
import Studies

/// How much one run may spend and ask.
struct SpendingOptions: ParsableArguments {
    @Option(
        help: """
            Stop before more dollars could be spent from now on, by this and other runs of the study; every price and \
            max_tokens must be known. Default: no limit.
            """
    )
    var maxCost: String?

    @Option(
        help:
            "Stop after so many requests, repeated attempts and those of other runs of the study included; default: no limit."
    )
    var maxRequests: Int?

    func validate() throws {
        if let maxCost, Self.nanoDollars(maxCost) == nil {
            throw ValidationError("--max-cost must be a number of dollars with at most nine decimals, such as 2.50")
        }
        if let maxRequests, maxRequests < 1 { throw ValidationError("--max-requests must be at least 1") }
    }

    /// The limits; throws words when a request's price is not known and a cost is to be kept.
    func limit(for work: [Work]) throws -> SpendingLimit {
        let limit = SpendingLimit(nanoDollars: maxCost.flatMap(Self.nanoDollars), requests: maxRequests)
        guard limit.nanoDollars != nil else { return limit }
        let unknown = Set(work.filter { $0.worstNanoDollars == nil }.map(\.draft.asked)).sorted()
        guard unknown.isEmpty else {
            throw StudiesError(
                "--max-cost needs the price and max_tokens of '\(unknown.joined(separator: "', '"))': add them to study.yaml"
            )
        }
        return limit
    }

    /// Exact: dollars are written in tenths, and a binary fraction would round them.
    static func nanoDollars(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            let whole = Int64(parts[0]), whole < 1_000_000_000
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...9).contains(fraction.count),
            let nano = Int64(fraction + String(repeating: "0", count: 9 - fraction.count))
        else { return nil }
        return whole * 1_000_000_000 + nano
    }
}
