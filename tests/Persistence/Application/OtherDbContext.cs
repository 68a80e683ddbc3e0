using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>Another service's context on the same bus.</summary>
public sealed class OtherDbContext(DbContextOptions<OtherDbContext> options) : OrdersDbContext(options);
