/// What became of the study's distinct items in a run of a metric.
package struct MetricSummary: Sendable, Equatable {
    package var scored = 0
    /// Items of the anchor's own text.
    package var anchors = 0
    /// Items whose prompt has no reference, exemplar or response of the anchor.
    package var withoutTarget = 0
    /// Items that have no score: nothing to compare in a text, or no answer of the embedder.
    package var unscored = 0
    /// Of the scored in this run: texts that are longer than the embedder reads.
    package var truncated = 0
    /// Scores that were not there before.
    package var new = 0

    /// How many items have been gone through.
    package var gone: Int { scored + anchors + withoutTarget + unscored }

    package init() {}
}
