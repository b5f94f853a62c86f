/// Where a row of the plan stands.
package enum ShowingState: String, Sendable, CaseIterable {
    case open, claimed, done, skipped
    /// Handed out in a bundle.
    case issued
    /// Not to be shown any more.
    case revoked
}
