/// What clustering costs: how much wider a figure is because items of one cluster resemble each other (Kish, 1965).
public struct DesignEffect: Sendable, Equatable {
    /// The squared ratio of the standard errors, over clusters and over items.
    public let value: Double
    /// As many independent items would tell as much.
    public let effectiveItemCount: Double

    /// Nil where one of the standard errors is missing or 0.
    public init?(clustered: Estimate, independent: Estimate) {
        guard let wide = clustered.standardError, let narrow = independent.standardError, wide > 0, narrow > 0 else {
            return nil
        }
        value = (wide / narrow) * (wide / narrow)
        effectiveItemCount = Double(clustered.itemCount) / value
    }
}
