/// A time that has passed, in words that need no clock and no time zone.
package enum TimePassed {
    /// Such as `12 min`; less than a minute also where a clock was set back meanwhile.
    package static func words(milliseconds: Int64) -> String {
        let minutes = max(0, milliseconds) / 60_000
        return switch minutes {
        case 0: "less than a minute"
        case ..<120: "\(minutes) min"
        case ..<2880: "\(minutes / 60) h"
        default: "\(minutes / 1440) days"
        }
    }
}
