import ArgumentParser
import Ratings
import Store

/// Whose scores are taken as people would have given them.
struct CalibratedOption: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Scores of this judge, panel or similarity through the map that 'slam calibrate' stored; again for several; default: none.",
            valueName: "judge"
        )
    )
    var calibrated: [String] = []

    /// The stored maps that are asked for, as they stand beside the study's ratings of today.
    func maps(of set: RatingSet, _ place: WorkspaceOptions) throws -> [MapInUse] {
        guard !calibrated.isEmpty else { return [] }
        let stored = try place.open(.existing).maps(of: place.studyName()).filter { calibrated.contains($0.rater) }
        return try set.maps(named: calibrated, among: stored.map(JudgeMap.init))
    }

    /// The set with those scores mapped.
    func applied(to set: RatingSet, _ place: WorkspaceOptions) throws -> RatingSet {
        set.calibrated(by: try maps(of: set, place))
    }
}
