import Agreement
import Studies

/// A figure as it may stand beside a letter: counts could betray whose it is, and so could methods, standard errors by formula
/// and warnings, which rest on counts or name them. None of these is in it, so that no writer can print it.
struct LetteredEstimate: Sendable {
    let value: Double?
    let low: Double?
    let high: Double?

    init(_ estimate: Estimate) {
        value = estimate.value
        low = estimate.low
        high = estimate.high
    }

    var json: JSONValue {
        let figure = { (number: Double?) in number.map(JSONValue.number) ?? .null }
        return .object([("value", figure(value)), ("low", figure(low)), ("high", figure(high))])
    }
}
