namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// Puts the problem pages first in the pipeline of whichever host this service runs in, so that unknown routes, wrong methods and
/// faults are answered as problem+json too.
/// </summary>
internal sealed class ProblemPages : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        next(app);
    };
}
