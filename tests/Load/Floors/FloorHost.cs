using EventDriven.Load.Floors.Bare;
using EventDriven.Load.Floors.NoDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventDriven.Load.Floors;

/// <summary>
/// Hosts one service of a floor: a system that the figures of the real one are held against. A floor is driven as the
/// real system is: one process a service, configured by the same settings, the same POST /orders at the entry API, the
/// same messages under the same names through the same quorum queues, and each order's end on the same exchange. Each
/// needs a broker of its own.
/// </summary>
/// <remarks>
/// <para>
/// What both include: every message of a completed order (19 of them, each confirmed by the broker), the validation of
/// the request, the time that provider and carrier take to answer (settings <c>Provider:Latency</c> and
/// <c>Carrier:Latency</c>, as in the real system), the step's deadline set and cancelled, the history, and guards
/// against what is delivered twice.
/// </para>
/// <para>
/// What both leave out: orders that do not complete (they are refused with 400 at the entry API, so that no run with a
/// mix of kinds is held against a floor by mistake), cancellations, reviews, the catalogue, reading an order over HTTP,
/// replicas, and the mail itself. What else each leaves out is on its own page: <see cref="NoDatabaseFloor" />,
/// <see cref="BareFloor" />.
/// </para>
/// </remarks>
internal static class FloorHost
{
    /// <summary>The floor on MassTransit with nothing stored.</summary>
    public const string NoDatabase = "no-database";

    /// <summary>The floor of RabbitMQ.Client and Npgsql alone.</summary>
    public const string Bare = "bare";

    /// <summary>The services of a floor, each a process.</summary>
    public static IReadOnlyList<string> Services { get; } =
    ["entry-api", "orders", "inventory", "payments", "shipping", "notifications"];

    /// <summary>
    /// Runs one service of a floor until the process is told to stop. GET /health/ready answers 200 once it consumes.
    /// </summary>
    /// <param name="kind"><see cref="NoDatabase" /> or <see cref="Bare" />.</param>
    /// <param name="service">One of <see cref="Services" />.</param>
    /// <param name="args">The host's arguments, such as --urls http://127.0.0.1:8080.</param>
    /// <returns>
    /// The exit code: 0 when it was told to stop, 1 when it failed, 2 when there is no such floor or service.
    /// </returns>
    public static async Task<int> Run(string kind, string service, string[] args)
    {
        if (kind is not (NoDatabase or Bare) || !Services.Contains(service))
        {
            await Console.Error.WriteLineAsync(
                $"floor {NoDatabase}|{Bare} {string.Join('|', Services)}: there is no '{kind} {service}'."
            );
            return 2;
        }

        var builder = WebApplication.CreateBuilder(args);
        await using var app =
            kind == NoDatabase ? NoDatabaseFloor.Build(builder, service) : BareFloor.Build(builder, service);
        var work = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.RunAsync();
        return work.Exists(loop => loop.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }
}
