/// The forms in which a command reports.
package enum Format: String, Sendable, CaseIterable {
    case table, json, csv, markdown
}
