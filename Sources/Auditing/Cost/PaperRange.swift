/// The paper's 5× to 29× (Irugalbandara et al., 2024), worked out again: what a GPU has to serve for each end.
///
/// Its API side: GPT-4 at the prices of December 2023, $30 and $60 per million tokens, with 1,000 tokens in and 1,000 out a
/// request: $0.09. A ratio k needs a request to cost $0.09 / k, so a GPU at h dollars an hour has to serve h k / 0.09 requests
/// in every hour that is paid for.
package enum PaperRange {
    package static let ends = [5.0, 29.0]
    package static let api = APICost(inputTokens: 1000, outputTokens: 1000, prices: TokenPrices(input: 30, output: 60))

    /// What the claim rests on, one assumption a line.
    package static let assumptions = [
        "GPT-4 at the prices of December 2023: $30 and $60 per million tokens in and out",
        "1,000 tokens in and 1,000 out a request: $0.09",
        "a response of the small model is accepted as often as one of GPT-4",
        "no cost of operations, migration, judging or labelling",
        "every hour of the GPU serves as many requests as stated below: an idle hour costs the same",
    ]

    /// Requests that each paid hour of a GPU at `hourly` dollars has to serve for a ratio.
    package static func requestsPerHour(for ratio: Double, hourly: Double) -> Double { hourly * ratio / api.perRequest }

    /// The same as a share of a measured goodput; above 1 it cannot be reached.
    package static func utilisation(for ratio: Double, hourly: Double, goodput: Double) -> Double? {
        goodput > 0 ? requestsPerHour(for: ratio, hourly: hourly) / (goodput * 3600) : nil
    }
}
