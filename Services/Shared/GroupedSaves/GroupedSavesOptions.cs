using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.GroupedSaves;

/// <summary>Replaces EF Core's <see cref="IDatabase" /> in the contexts that have this option.</summary>
internal sealed class GroupedSavesOptions : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        services.AddSingleton<SaveGroups>();
        services.Replace(ServiceDescriptor.Scoped<IDatabase, GroupedDatabase>());
    }

    public void Validate(IDbContextOptions options) { }

    private sealed class ExtensionInfo(GroupedSavesOptions extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using grouped saves ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
            other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) =>
            debugInfo["EventDriven:GroupedSaves"] = "1";
    }
}
