import type { ComponentType } from 'react';
import type { Page } from '@/api-types';
import { Article } from '@/blocks/article/Article';
import { CallToAction } from '@/blocks/call-to-action/CallToAction';
import { Cards } from '@/blocks/cards/Cards';
import { Catalogue } from '@/blocks/catalogue/Catalogue';
import { Embed } from '@/blocks/embed/Embed';
import { Figure } from '@/blocks/image/Figure';
import { Form } from '@/blocks/form/Form';
import { Hero } from '@/blocks/hero/Hero';
import { News } from '@/blocks/news/News';
import { People } from '@/blocks/people/People';
import { Project } from '@/blocks/project/Project';
import { RichText } from '@/blocks/rich-text/RichText';
import { Schedule } from '@/blocks/schedule/Schedule';
import { Sheet } from '@/blocks/sheet/Sheet';
import { Table } from '@/blocks/table/Table';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Masthead } from '@/components/Masthead';

type Block = Page['body'][number];

/** What each kind of block looks like; each component takes the block's value as its props. */
const COMPONENTS: { [B in Block as B['type']]: ComponentType<B['value']> } = {
  hero: Hero,
  rich_text: RichText,
  image: Figure,
  cards: Cards,
  call_to_action: CallToAction,
  table: Table,
  sheet: Sheet,
  people: People,
  embed: Embed,
  article: Article,
  news: News,
  catalogue: Catalogue,
  schedule: Schedule,
  project: Project,
  form: Form,
};

const COMPONENT_BY_TYPE = new Map(Object.entries(COMPONENTS));

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
  const Component = COMPONENT_BY_TYPE.get(block.type) as ComponentType<Block['value']> | undefined;
  if (!Component) return null;
  return (
    <ErrorBoundary key={block.id}>
      <Component {...block.value} />
    </ErrorBoundary>
  );
}
