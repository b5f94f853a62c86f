/// The templates that come with the program, to be written in any format.
package struct TemplatesDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.templates.v1"

    private let templates: [(name: String, summary: String)]

    /// `summary` is what a template is for.
    package init(_ templates: [(name: String, summary: String)]) { self.templates = templates }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("template"), .init("for")],
            rows: templates.map { [.text($0.name), .text($0.summary)] }
        ).written(as: format, schema: Self.schema)
    }
}
