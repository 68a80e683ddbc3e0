using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>Adds what a service needs whose steps are carried out by a remote party.</summary>
public static class RemoteStepsExtensions
{
    /// <summary>Adds <see cref="RemoteSteps{TDbContext,TStep}" />.</summary>
    /// <typeparam name="TDbContext">The service's database.</typeparam>
    /// <typeparam name="TStep">The service's step.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRemoteSteps<TDbContext, TStep>(this IServiceCollection services)
        where TDbContext : DbContext
        where TStep : RemoteStep, new() =>
        services
            .AddSingleton(provider => new GroupCommit<TDbContext, Guid, TStep>(
                provider.GetRequiredService<IServiceScopeFactory>(),
                (db, orders) => db.Set<TStep>().Where(step => orders.Contains(step.OrderId)).ToListAsync(),
                step => step.OrderId
            ))
            .AddSingleton<RemoteSteps<TDbContext, TStep>>();
}
