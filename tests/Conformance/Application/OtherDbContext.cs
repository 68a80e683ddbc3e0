using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>Another context of the same application, on a database of its own.</summary>
public sealed class OtherDbContext(DbContextOptions<OtherDbContext> options) : ShopDbContext(options);
