package import Studies

extension [Attempt] {
    /// The attempts with the endpoints that the study gives their models and judges now.
    package func placed(in study: Study) -> [Attempt] {
        let models = study.models.map { ($0.name, $0.endpoint) } + study.judges.map { ($0.name, $0.endpoint) }
        let endpoints = Dictionary(models, uniquingKeysWith: { first, _ in first })
        return map { attempt in
            var attempt = attempt
            attempt.endpoint = attempt.endpoint ?? endpoints[attempt.model]
            return attempt
        }
    }
}
