import type { ComponentType } from 'react';
import type { Page } from '@/api-types';
import Article from '@/blocks/article';
import Hero from '@/blocks/hero';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Masthead } from '@/components/Masthead';

type Block = Page['body'][number];
type Component = ComponentType<Block['value']>;

/** What each kind of block looks like: its folder's component, which takes its value as props. */
const COMPONENTS = import.meta.glob<Component>('./*/index.tsx', { eager: true, import: 'default' });

const componentOf = (type: string) => COMPONENTS[`./${type.replaceAll('_', '-')}/index.tsx`];

type Props = { blocks: Block[]; title: string };

/**
 * A page's body. Its first block gives the page its h1 when it is a hero or opens an article;
 * otherwise, or when that block is broken, the title does. Unknown and broken blocks render nothing.
 */
export function Blocks({ blocks, title }: Props) {
  const [first, ...rest] = blocks;
  if (first?.type !== 'hero' && first?.type !== 'article') {
    return (
      <>
        <Masthead title={title} />
        {blocks.map(renderBlock)}
      </>
    );
  }
  return (
    <>
      <ErrorBoundary key={first.id} fallback={<Masthead title={title} />}>
        {first.type === 'hero' ? (
          <Hero {...first.value} pageTitle={title} />
        ) : (
          <Article {...first.value} pageTitle={title} />
        )}
      </ErrorBoundary>
      {rest.map(renderBlock)}
    </>
  );
}

function renderBlock(block: Block) {
  const Component = componentOf(block.type);
  if (!Component) return null;
  return (
    <ErrorBoundary key={block.id}>
      <Component {...block.value} />
    </ErrorBoundary>
  );
}
