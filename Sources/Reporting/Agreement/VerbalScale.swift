/// Words for coefficients of agreement beyond chance.
enum VerbalScale {
    static let footnote =
        "Words: Landis and Koch (1977), who call their bounds arbitrary; they fit neither every measure nor every number of "
        + "categories: decide by the interval and by the human ceiling."

    /// The coefficients that the scale was made for, and those of their kind.
    private static let families = [
        "alpha.", "gwet_ac.", "brennan_prediger.", "fleiss.", "conger.", "cohen.", "light", "scott_pi",
    ]

    /// Nil for a measure that the scale is not about.
    static func word(_ measure: String, _ value: Double) -> String? {
        guard families.contains(where: measure.hasPrefix) else { return nil }
        return switch value {
        case ..<0: "poor"
        case ...0.2: "slight"
        case ...0.4: "fair"
        case ...0.6: "moderate"
        case ...0.8: "substantial"
        default: "almost perfect"
        }
    }
}
